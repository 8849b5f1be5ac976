-- name: find-facilitators
-- Who moderates a group or the one above it, the group's own first; bouncing ones (disabled) too.
select member.id as member_id, member.person_id, member.group_id, member.status, person.name,
    person.language, address.address
from groups as own
join member on member.group_id in (own.id, own.parent_id)
join person on person.id = member.person_id
join address on address.id = coalesce(member.address_id, person.address_id)
where own.id = :group_id and member.role = 'facilitator' and member.status in ('active', 'disabled')
order by member.group_id <> own.id, member.id;

-- name: find-standing
-- What a person is in a group and in the one above it.
select * from member
where person_id = :person_id and group_id in (:group_id, cast(:parent_id as integer));

-- name: list-led
-- The groups that somebody is in charge of, and those below them; for the operator all.
select id from groups
where :is_operator = 1
    or id in (
        select member.group_id from address join member on member.person_id = address.person_id
        where address.folded = :folded and member.role = 'facilitator'
            and member.status in ('active', 'disabled'))
    or parent_id in (
        select member.group_id from address join member on member.person_id = address.person_id
        where address.folded = :folded and member.role = 'facilitator'
            and member.status in ('active', 'disabled'));

-- name: count-letters-of-group
-- How many letters of these kinds (JSON array) were sent on behalf of a group since a time.
select count(*) as letters from answer
where group_id = :group_id and at_s > :since_s
    and template in (select value from json_each(:templates));

-- name: forget-decisions
-- What a forgotten person decided stays decided, by nobody.
update held set decided_by = ''
where decided_by <> '' and lower(decided_by) in (
    select folded from address where person_id = :person_id
    union select lower(address) from address where person_id = :person_id);

-- name: list-waiting
-- The held posts on which those in charge may decide, in one living group or (null) in all.
select held.*, letter.size
from held
join groups on groups.id = held.group_id
join letter on letter.id = held.letter_id
where held.state = 'waiting' and held.reason <> 'not_introduced' and held.released_by is null
    and groups.archived_s is null
    and (cast(:group_id as integer) is null or held.group_id = :group_id)
order by held.group_id, held.received_s, held.id;

-- name: list-requests
-- Who waits to be let into one living group or (null) into any: since when, and when those in charge
-- were last reminded of it.
select pending.*, (
    select max(audit.at_s) from audit
    where audit.group_id = pending.group_id and audit.at_s >= pending.asked_s
        and audit.object = 'member ' || pending.id and audit.action = 'reminded of request'
    ) as reminded_s
from (
    select member.id, member.group_id, person.name, address.address, coalesce((
        select max(audit.at_s) from audit
        where audit.group_id = member.group_id and audit.object = 'member ' || member.id
            and audit.action = 'asked to join'), member.joined_s) as asked_s
    from member
    join groups on groups.id = member.group_id
    join person on person.id = member.person_id
    join address on address.id = coalesce(member.address_id, person.address_id)
    where member.status = 'pending' and groups.archived_s is null
        and (cast(:group_id as integer) is null or member.group_id = :group_id)
) as pending
order by pending.group_id, pending.asked_s, pending.id;

-- name: get-held-beginning
-- The first octets of a held mail: enough to show who wrote, and how it begins.
select substr(letter.content, 1, 65536) as beginning
from held join letter on letter.id = held.letter_id
where held.id = :held_id;

-- name: list-overdue
-- What has waited for too long.
select held.*, groups.name as group_name, letter.authenticated
from held
join groups on groups.id = held.group_id
join letter on letter.id = held.letter_id
where held.state = 'waiting' and held.released_by is null and held.received_s < :before_s
order by held.received_s, held.id limit :most;

-- name: release-held
-- A held letter may go out; or (null) it cannot after all, and those in charge hear of it again.
update held set released_by = :by, told_s = case when :by is null then null else told_s end
where id = :held_id and state = 'waiting';

-- name: list-released
-- What may go out and has not yet.
select id, released_by from held where state = 'waiting' and released_by is not null order by id;

-- name: list-log
-- What was done in a group since a time, the latest first: by whom, and to whom or to what.
select audit.at_s, audit.actor, audit.action, audit.object, audit.detail,
    doer.name as doer, coalesce(nullif(whom.name, ''), preferred.address) as whom,
    held.subject as held_subject, coalesce(nullif(held.author_name, ''), held.author) as author,
    post.subject as post_subject
from audit
left join address as written on written.folded = lower(audit.actor)
left join person as doer on doer.id = written.person_id
left join member on audit.object like 'member %'
    and member.id = cast(substr(audit.object, 8) as integer)
left join person as whom on whom.id = case when audit.object like 'person %'
    then cast(substr(audit.object, 8) as integer) else member.person_id end
left join address as preferred on preferred.id = whom.address_id
left join held on audit.object like 'held %'
    and held.id = cast(substr(audit.object, 6) as integer)
left join post on audit.object like 'post %'
    and post.id = cast(substr(audit.object, 6) as integer)
where audit.group_id = :group_id and audit.at_s > :since_s
order by audit.at_s desc, audit.id desc limit :most;
