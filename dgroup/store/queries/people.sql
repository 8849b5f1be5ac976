-- name: find-sender
-- Who writes from an address, and what they are in a group (columns are null where nothing).
select person.id as person_id, person.name, person.language, preferred.address,
    member.id as member_id, member.role, member.status, member.delivery, member.is_moderated,
    member.is_exempt, member.introduced_s, member.posts,
    exists (
        select 1 from groups join member as below on below.group_id = groups.id
        where groups.parent_id = :group_id and below.person_id = person.id
            and below.status = 'active'
    ) as is_subgroup_member
from address
join person on person.id = address.person_id
join address as preferred on preferred.id = person.address_id
left join member on member.person_id = person.id and member.group_id = :group_id
where address.folded = :folded;

-- name: find-people
-- People by address, name or part of one.
select person.*, preferred.address
from person join address as preferred on preferred.id = person.address_id
where person.name like :pattern
    or person.id in (select person_id from address where folded like :pattern)
order by preferred.folded limit :most;

-- name: find-persons
-- The persons who have these folded addresses (JSON array).
select address.folded, address.person_id, person.name
from address join person on person.id = address.person_id
where address.folded in (select value from json_each(:folded));

-- name: get-person
-- One person by an address of theirs.
select person.*, preferred.address
from address join person on person.id = address.person_id
join address as preferred on preferred.id = person.address_id
where address.folded = :folded;

-- name: list-addresses
-- All addresses of a person.
select * from address where person_id = :person_id order by id;

-- name: list-memberships
-- All memberships of a person.
select member.*, groups.name as group_name
from member join groups on groups.id = member.group_id
where member.person_id = :person_id order by groups.name;

-- name: list-members
-- The members of a group; with `is_all` also those who left, were removed or banned.
select member.*, person.name, address.address
from member
join person on person.id = member.person_id
join address on address.id = coalesce(member.address_id, person.address_id)
where member.group_id = :group_id
    and (:is_all = 1 or member.status in ('invited', 'pending', 'active', 'disabled'))
order by address.folded;

-- name: find-members
-- The members of a group among these persons (JSON array of ids).
select id, person_id, status, role from member
where group_id = :group_id and person_id in (select value from json_each(:person_ids));

-- name: list-facilitators
-- Whoever is in charge of a group.
select id from member
where group_id = :group_id and role = 'facilitator' and status = 'active'
order by id;

-- name: add-person
-- Get to know a person.
insert into person (id, name, address_id, created_s) values (:id, :name, :address_id, :now_s);

-- name: add-address
-- Write down an address of a person.
insert into address (id, person_id, address, folded, created_s)
values (:id, :person_id, :address, :folded, :now_s);

-- name: change-person
-- What a person is called, and the language they read.
update person set name = coalesce(:name, name), language = coalesce(:language, language)
where id = :person_id;

-- name: delete-person
-- Forget a person; addresses and memberships go with them.
delete from person where id = :person_id;

-- name: blank-author
-- Take a forgotten person's name from their posts.
update post set author = '', author_name = '', person_id = null, member_id = null
where person_id = :person_id;

-- name: add-member
-- Make a person a member; somebody who was one before is one again.
insert into member (id, group_id, person_id, role, status, delivery, is_exempt, joined_s)
values (:id, :group_id, :person_id, :role, :status, :delivery, :is_exempt, :now_s)
on conflict (group_id, person_id) do update set
    role = excluded.role, status = excluded.status, delivery = excluded.delivery,
    is_exempt = excluded.is_exempt;

-- name: change-member
-- Change one membership; null leaves a thing as it is.
update member set role = coalesce(:role, role), status = coalesce(:status, status),
    delivery = coalesce(:delivery, delivery), is_moderated = coalesce(:is_moderated, is_moderated)
where id = :member_id;

-- name: count-post-of-member
-- One more post by this member.
update member set posts = posts + 1 where id = :member_id;

-- name: count-answers
-- How many letters the robot has sent to an address since a time.
select count(*) as answers from answer where folded = :folded and at_s > :since_s;

-- name: add-answer
-- The robot writes to somebody.
insert into answer (folded, group_id, template, at_s)
values (:folded, :group_id, :template, :now_s);

-- name: add-note
-- Who did what.
insert into audit (actor, action, object, group_id, detail, at_s)
values (:actor, :action, :object, :group_id, :detail, :now_s);
