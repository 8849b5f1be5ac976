-- name: list-to-introduce
-- Whom a facilitator may ask who they are, the latest to come first, and how many there are: who has
-- mail, is not resting, was not written to since a time, and neither joined, nor was welcomed or
-- reminded by the server, since another.
select member.id as member_id, member.person_id, person.name, person.language, address.address,
    member.is_exempt, count(*) over () as in_all
from member
join person on person.id = member.person_id
join address on address.id = coalesce(member.address_id, person.address_id)
where member.group_id = :group_id and member.status = 'active'
    and member.role in ('member', 'resource') and member.introduced_s is null
    and member.delivery <> 'none'
    and (member.paused_until_s is null or member.paused_until_s <= :now_s)
    and (member.nudged_s is null or member.nudged_s <= :nudged_before_s)
    and member.joined_s <= :settled_s
    and (member.welcomed_s is null or member.welcomed_s <= :settled_s - case member.reminders
        when 0 then 0 when 1 then :first_s else :last_s end)
order by member.joined_s desc, member.id desc limit :most;

-- name: list-to-wake
-- Whom a facilitator may ask how they are, in the order of `list-silent`, and how many there are.
select member.id as member_id, member.person_id, person.name, person.language, address.address,
    member.is_exempt, count(*) over () as in_all
from member
join person on person.id = member.person_id
join address on address.id = coalesce(member.address_id, person.address_id)
where member.group_id = :group_id and member.status = 'active'
    and member.role in ('member', 'resource') and member.delivery <> 'none'
    and (member.paused_until_s is null or member.paused_until_s <= :now_s)
    and member.joined_s <= :since_s
    and member.person_id not in (
        select post.person_id from post
        where post.group_id = :group_id and post.received_s > :since_s
            and post.person_id is not null)
    and (member.nudged_s is null or member.nudged_s <= :nudged_before_s)
order by member.posts > 0 desc, member.posts desc, lower(person.name), member.id limit :most;

-- name: list-to-choose
-- Whom a facilitator may ask once more what an activity asked them, and how many there are; who
-- runs the group or reads along was asked nothing.
select member.id as member_id, member.person_id, person.name, person.language, address.address,
    member.is_exempt, count(*) over () as in_all
from asked
join member on member.id = asked.member_id
join person on person.id = member.person_id
join address on address.id = coalesce(member.address_id, person.address_id)
where asked.activity_id = :activity_id and asked.asked_s is not null
    and member.group_id = :group_id and member.status = 'active' and member.delivery <> 'none'
    and member.role in ('member', 'resource')
    and (member.paused_until_s is null or member.paused_until_s <= :now_s)
    and (member.nudged_s is null or member.nudged_s <= :nudged_before_s)
    and not exists (
        select 1 from activity_answer
        where activity_answer.activity_id = asked.activity_id
            and activity_answer.person_id = member.person_id)
order by member.id limit :most;

-- name: find-last-note-about
-- Who did something lately in a group, and when.
select actor, at_s from audit
where group_id = :group_id and at_s > :since_s and action = :action and object = :object
order by id desc limit 1;

-- name: find-thread-to-ask-about
-- A living thread of a group with the mail that began it, and how many have written in it.
select thread.id as thread_id, thread.subject, post.letter_id, post.author_name, post.author,
    (select count(distinct coalesce(cast(other.person_id as text), lower(other.author)))
     from post as other where other.thread_id = thread.id) as writers
from thread as asked
join thread on thread.id = coalesce(asked.merged_into, asked.id)
join post on post.thread_id = thread.id
where asked.id = :thread_id and thread.group_id = :group_id
order by post.received_s, post.id limit 1;

-- name: list-to-invite-again
-- Who has not answered an invitation for some days and has had no reminder, and how many there are.
select member.id as member_id, member.person_id, person.name, person.language, address.address,
    member.is_exempt, count(*) over () as in_all
from member
join person on person.id = member.person_id
join address on address.id = coalesce(member.address_id, person.address_id)
where member.group_id = :group_id and member.status = 'invited' and member.reminders = 0
    and coalesce(member.invited_s, member.joined_s) <= :invited_before_s
    and (member.nudged_s is null or member.nudged_s <= :nudged_before_s)
order by member.id limit :most;
