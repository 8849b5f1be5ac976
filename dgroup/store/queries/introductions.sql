-- name: replace-introductions
-- Another introduction takes the place of one that waits.
update introduction set state = 'replaced', post_at_s = null
where group_id = :group_id and person_id = :person_id and state = 'waiting';

-- name: add-introduction
-- What a member wrote about themselves, to be posted in a while.
insert into introduction (id, group_id, person_id, letter_id, text, answers, state, post_at_s,
    created_s)
values (:id, :group_id, :person_id, :letter_id, :text, :answers, 'waiting', :post_at_s, :now_s);

-- name: note-introduced
-- A member has presented themselves; the first time counts.
update member set introduced_s = coalesce(introduced_s, :introduced_s)
where group_id = :group_id and person_id = :person_id;

-- name: present-introduction
-- An introduction has become a post.
update introduction set state = 'posted', post_id = :post_id, post_at_s = null where id = :id;

-- name: withdraw-introduction
-- Its writer does not want an introduction to be posted.
update introduction set state = 'withdrawn', post_at_s = null where id = :id and state = 'waiting';

-- name: unnote-introduced
-- A member whose only introduction is withdrawn has not presented themselves.
update member set introduced_s = null
where exists (
    select 1 from introduction as gone
    where gone.id = :id and gone.group_id = member.group_id and gone.person_id = member.person_id
        and not exists (
            select 1 from introduction as other
            where other.group_id = gone.group_id and other.person_id = gone.person_id
                and other.state in ('waiting', 'posted')));
