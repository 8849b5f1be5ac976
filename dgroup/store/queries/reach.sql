-- name: count-reached
-- How many get an announcement at once, but its author: who has mail in whatever form, or
-- (is_everyone) all. As `queue-post-widely` sends it.
select count(*) as people from member
where group_id = :group_id and status = 'active' and id <> coalesce(:author_member_id, 0)
    and (:is_everyone = 1 or delivery <> 'none'
        and (paused_until_s is null or paused_until_s <= :now_s));
