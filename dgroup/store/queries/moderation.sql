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
