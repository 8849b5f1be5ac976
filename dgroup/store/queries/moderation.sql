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

-- name: count-letters-of-group
-- How many letters of one kind were sent on behalf of a group since a time.
select count(*) as letters from answer
where group_id = :group_id and at_s > :since_s and template = :template;

-- name: forget-decisions
-- What a forgotten person decided stays decided, by nobody.
update held set decided_by = ''
where decided_by <> '' and lower(decided_by) in (
    select folded from address where person_id = :person_id
    union select lower(address) from address where person_id = :person_id);

-- name: list-untold
-- What waits in living groups and nobody in charge has been told of, the oldest first by group.
select held.*, groups.name as group_name, letter.authenticated
from held
join groups on groups.id = held.group_id
join letter on letter.id = held.letter_id
where held.state = 'waiting' and held.told_s is null and held.reason <> 'not_introduced'
    and held.released_by is null
    and groups.archived_s is null
order by held.group_id, held.received_s, held.id;

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
