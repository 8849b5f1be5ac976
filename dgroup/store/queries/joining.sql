-- name: count-letters
-- How many letters of these kinds (JSON array) an address was sent since a time: in all, and of one
-- kind for one group.
select count(*) as in_all, coalesce(sum(group_id = :group_id and template = :template), 0) as here
from answer
where folded = :folded and at_s > :since_s
    and template in (select value from json_each(:templates));

-- name: find-applicant
-- Who asked for a membership, or was asked to take one.
select person.*, preferred.address
from member join person on person.id = member.person_id
join address as preferred on preferred.id = person.address_id
where member.id = :member_id;

-- name: find-admission
-- The first decision on a request to join, since it was made.
select actor, action, at_s from audit
where group_id = :group_id and at_s >= :since_s and object = :object
    and action in ('admitted', 'declined', 'dropped', 'lapsed', 'left')
order by id limit 1;

-- name: find-last-request
-- What came last of a request to join, lately.
select action from audit
where group_id = :group_id and at_s > :since_s and object = :object
    and action in ('asked to join', 'admitted', 'declined', 'dropped', 'lapsed')
order by id desc limit 1;

-- name: list-put-out
-- Which memberships (JSON array of ids) somebody in charge has ended; or ended or declined since a
-- time, whatever was asked after that, and not renewed.
select member.id from member
where member.id in (select value from json_each(:member_ids))
    and member.status not in ('active', 'disabled')
    and (member.status in ('removed', 'banned') or (
        select audit.action <> 'admitted' from audit
        where audit.group_id = member.group_id and audit.at_s >= :since_s
            and (audit.object = 'member ' || member.id
                    and audit.action in ('admitted', 'declined', 'dropped')
                or audit.object = 'person ' || member.person_id
                    and (audit.action = 'member remove' or audit.action = 'member set'
                        and instr(json_extract(audit.detail, '$.keys'), 'status')))
        order by audit.id desc limit 1));

-- name: list-lapsed
-- Requests to join on which nobody can decide any more.
select member.id as member_id from member
where member.status = 'pending' and not exists (
    select 1 from ticket
    where ticket.action = 'admission' and ticket.group_id = member.group_id
        and ticket.used_s is null and ticket.expires_s > :now_s
        and json_extract(ticket.object, '$.member_id') = member.id);

-- name: list-subgroups-with-sizes
-- The living groups directly below one: how many take part, and what one person is there.
select groups.*, parent.name as parent, mine.status as standing,
    (select count(*) from member
     where member.group_id = groups.id and member.status in ('active', 'disabled')) as members
from groups join groups as parent on parent.id = groups.parent_id
left join member as mine on mine.group_id = groups.id and mine.person_id = :person_id
where groups.parent_id = :group_id and groups.archived_s is null order by groups.name;
