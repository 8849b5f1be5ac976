-- name: list-groups-of-person
-- The groups that a person is or was in.
select groups.*, parent.name as parent
from member join groups on groups.id = member.group_id
left join groups as parent on parent.id = groups.parent_id
where member.person_id = :person_id;

-- name: get-members
-- Memberships by their ids (JSON array).
select * from member where id in (select value from json_each(:member_ids));

-- name: list-groups-of-members
-- The groups of memberships (JSON array of ids).
select groups.*, parent.name as parent
from member join groups on groups.id = member.group_id
left join groups as parent on parent.id = groups.parent_id
where member.id in (select value from json_each(:member_ids));

-- name: get-person-by-id
-- One person, with the preferred one of their addresses.
select person.*, preferred.address
from person join address as preferred on preferred.id = person.address_id
where person.id = :person_id;
