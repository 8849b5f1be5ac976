-- name: find-leaver
-- Whose membership this is, and of which group, for those who leave by a link. One that another has
-- taken in means that other.
select member.id as member_id, groups.*, parent.name as parent, member.status, address.address,
    person.language as speaks
from member
join groups on groups.id = member.group_id
left join groups as parent on parent.id = groups.parent_id
join person on person.id = member.person_id
join address on address.id = coalesce(member.address_id, person.address_id)
where member.id = coalesce(
    (select member_id from former_member where id = :member_id), :member_id);

-- name: probe
-- Change nothing, in a way that needs a store that can be written; for a transaction rolled back.
update sequence set next = next;
