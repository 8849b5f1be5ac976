-- name: note-standing
-- Before a membership becomes what it will be: when its member first takes part, or stops to.
update member set
    joined_s = case
        when ended_s is null and status in ('invited', 'pending')
            and :status in ('active', 'disabled') then :now_s
        else joined_s end,
    ended_s = case
        when status in ('active', 'disabled') and :status in ('left', 'removed', 'banned')
            then :now_s
        when :status in ('active', 'disabled') then null
        else ended_s end
where id = :member_id and status <> :status;

-- name: count-taking-part
-- How many take part in a group, how many of them are asked who they are, and how many said it.
select count(*) as members,
    coalesce(sum(case when role <> 'observer' then 1 else 0 end), 0) as asked,
    coalesce(sum(case when role <> 'observer' and introduced_s is not null then 1 else 0 end), 0)
        as introduced
from member where group_id = :group_id and status in ('active', 'disabled');

-- name: list-newcomers
-- Who first took part in a group after a time, and still does.
select member.id as member_id, person.name, address.address
from member
join person on person.id = member.person_id
join address on address.id = coalesce(member.address_id, person.address_id)
where member.group_id = :group_id and member.status in ('active', 'disabled')
    and member.joined_s > :since_s
order by member.joined_s, member.id;

-- name: list-leavers
-- Who took part in a group, and since a time does not any more.
select member.id as member_id, person.name, address.address
from member
join person on person.id = member.person_id
join address on address.id = coalesce(member.address_id, person.address_id)
where member.group_id = :group_id and member.status in ('left', 'removed', 'banned')
    and member.ended_s > :since_s
order by member.ended_s, member.id;

-- name: list-bouncing
-- Members whose mail has been stopped, or came back after a time.
select member.id as member_id, person.name, address.address
from member
join person on person.id = member.person_id
join address on address.id = coalesce(member.address_id, person.address_id)
where member.group_id = :group_id and member.status in ('active', 'disabled')
    and (member.status = 'disabled' or exists (
        select 1 from bounce where bounce.address_id = address.id and bounce.at_s > :since_s))
order by lower(person.name), member.id;

-- name: list-not-introduced
-- Members who have not said who they are, the latest first.
select member.id as member_id, person.name, address.address
from member
join person on person.id = member.person_id
join address on address.id = coalesce(member.address_id, person.address_id)
where member.group_id = :group_id and member.status in ('active', 'disabled')
    and member.role <> 'observer' and member.introduced_s is null
order by member.joined_s desc, member.id desc limit :most;

-- name: list-without-answer
-- Threads of a group in which only who began has written, the latest first, and how many there are.
-- What the server, or somebody to all by a word of their own, has said asks for none.
select talk.*, count(*) over () as in_all
from (
    select thread.id as thread_id, thread.subject, min(post.author_name) as author_name,
        min(post.author) as author, min(post.received_s) as asked_s, min(post.letter_id) as letter_id
    from post join thread on thread.id = post.thread_id
    where post.group_id = :group_id and post.received_s > :since_s
        and thread.merged_into is null
        and thread.root_message_id not like 'introduction.%'
        and not exists (
            select 1 from post as other
            where other.thread_id = thread.id and (
                other.received_s <= :since_s or other.reach <> 'each'
                or coalesce(cast(other.person_id as text), lower(other.author))
                    <> coalesce(cast(post.person_id as text), lower(post.author))))
    group by thread.id, thread.subject
    having min(post.received_s) <= :asked_before_s
) as talk
order by asked_s desc, thread_id desc limit :most;

-- name: list-silent
-- Members who have mail and have not written for long, and how many there are: those who once wrote
-- first, the most active of them before the others.
select member.id as member_id, person.name, address.address, count(*) over () as in_all
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
order by member.posts > 0 desc, member.posts desc, lower(person.name), member.id limit :most;

-- name: list-writing
-- How much each has written to a group since a time, and what they are in it.
select coalesce(person.name, said.author_name) as name, said.author as address, said.posts,
    coalesce(case when member.status in ('active', 'disabled') then member.role end, '') as role
from (
    select group_id, person_id, max(author_name) as author_name, max(author) as author,
        count(*) as posts
    from post
    where group_id = :group_id and received_s > :since_s and received_s <= :now_s
    group by group_id, person_id, case when person_id is null then lower(author) end
) as said
left join person on person.id = said.person_id
left join member on member.person_id = said.person_id and member.group_id = said.group_id
order by said.posts desc, lower(said.author);

-- name: count-waiting-in-group
-- What else waits in a group, and what came to nothing since a time.
select
    (select count(*) from held
     where group_id = :group_id and state = 'expired' and decided_s > :since_s) as expired,
    (select count(*) from held
     where group_id = :group_id and state = 'waiting' and reason = 'not_introduced') as unshown,
    (select count(*) from member where group_id = :group_id and status = 'invited') as invited;

-- name: list-due-in-group
-- What a group is at, and what its subgroups are to report, until when; and how many of those asked
-- have not answered. (Of cases, `closes_s` is when members are next written to; until when they may
-- choose, their data say.)
select activity.id, activity.kind, activity.state, activity.title,
    coalesce(json_extract(activity.data, '$.closes_s'), activity.closes_s) as ends_s,
    json_extract(activity.data, '$.asked_s') as asked_s,
    (select count(*) from asked join member on member.id = asked.member_id
     where asked.activity_id = activity.id and asked.asked_s is not null
        and member.status = 'active' and member.role in ('member', 'resource')
        and member.delivery <> 'none' and not exists (
            select 1 from activity_answer
            where activity_answer.activity_id = activity.id
                and activity_answer.person_id = member.person_id)) as unanswered
from activity
where activity.state not in ('closed', 'divided') and activity.kind <> 'summary'
    and activity.group_id in (
        select :group_id union all
        select groups.id from groups
        where groups.parent_id = :group_id and activity.kind = 'report')
order by ends_s is null, ends_s, activity.id;

-- name: list-weeks-of-subgroups
-- The living groups below one, with their members, and their posts since a time.
select groups.name, groups.title,
    (select count(*) from member
     where member.group_id = groups.id and member.status in ('active', 'disabled')) as members,
    (select count(*) from post
     where post.group_id = groups.id and post.received_s > :since_s
        and post.received_s <= :now_s) as posts
from groups
where groups.parent_id = :group_id and groups.archived_s is null order by groups.name;

-- name: list-led-groups
-- The living groups that have an active facilitator of their own.
select groups.*, parent.name as parent
from groups left join groups as parent on parent.id = groups.parent_id
where groups.archived_s is null and exists (
    select 1 from member
    where member.group_id = groups.id and member.role = 'facilitator' and member.status = 'active')
order by groups.name;

-- name: list-facilitators-not-written-to
-- The active facilitators of a group itself, in it before a time, who have had no weekly letter of
-- any group since another.
select member.person_id, member.id as member_id, address.address, person.name, person.language
from member
join person on person.id = member.person_id
join address on address.id = coalesce(member.address_id, person.address_id)
where member.group_id = :group_id and member.role = 'facilitator' and member.status = 'active'
    and member.joined_s < :joined_before_s and not exists (
        select 1 from ticket
        where ticket.person_id = member.person_id and ticket.action = 'desk'
            and ticket.created_s > :since_s and json_extract(ticket.object, '$.is_weekly') = 1)
order by address.folded;
