-- name: list-fellows
-- Everybody who takes part in a group, with all that is known of them and of their membership.
select member.id as member_id, member.role, member.status, member.delivery,
    member.former_delivery, member.paused_until_s, member.has_copy, member.is_text_only,
    member.has_mime_digest,
    member.is_moderated,
    person.id as person_id, person.name, person.language, person.timezone, person.is_concealed,
    address.address
from member
join person on person.id = member.person_id
join address on address.id = person.address_id
where member.group_id = :group_id and member.status in ('active', 'disabled')
order by address.folded;

-- name: list-own-addresses
-- Every address of everybody who takes part in a group.
select address.folded, address.person_id
from member join address on address.person_id = member.person_id
where member.group_id = :group_id and member.status in ('active', 'disabled');
