-- name: list-invited
-- Who has been invited to a group, the longest waiting first, and what became of it.
select member.id as member_id, member.person_id, person.name, address.address, member.status,
    coalesce(member.invited_s, member.joined_s) as invited_s, member.reminders,
    case when member.status = 'invited' then 'waiting'
        when member.status in ('active', 'disabled') or member.welcomed_s >= member.invited_s
            then 'yes'
        when member.status = 'left' then 'no'
        else '' end as said
from member
join person on person.id = member.person_id
join address on address.id = coalesce(member.address_id, person.address_id)
where member.group_id = :group_id
    and (member.invited_s is not null or member.status = 'invited')
order by invited_s, member.id;

-- name: find-asked-before
-- Of memberships (JSON array of ids): when each was last invited, said no to it, or left.
select member.id as member_id, member.status, member.invited_s, member.ended_s,
    (select max(audit.at_s) from audit
     where audit.group_id = member.group_id and audit.object = 'member ' || member.id
        and audit.action = 'declined to join') as declined_s
from member
where member.id in (select value from json_each(:member_ids));

-- name: list-unanswered-invitations
-- Who was invited before a time, has said nothing, and has not been reminded.
select member.id as member_id, member.group_id, member.person_id, person.name, person.language,
    address.address, member.invited_s
from member
join groups on groups.id = member.group_id
join person on person.id = member.person_id
join address on address.id = coalesce(member.address_id, person.address_id)
where member.status = 'invited' and member.invited_s <= :before_s and member.reminders = 0
    and groups.archived_s is null
order by member.invited_s, member.id limit :most;

-- name: count-unasked-letters
-- How many letters of these kinds (JSON array) went to some addresses (JSON array, folded) since a
-- time, from whichever group, and when the last one did.
select folded, count(*) as letters, max(at_s) as last_s
from answer
where folded in (select value from json_each(:addresses)) and at_s > :since_s
    and template in (select value from json_each(:templates))
group by folded;
