-- name: add-proven-address
-- A further address of a person, which they have shown to be theirs.
insert into address (id, person_id, address, folded, proven_s, created_s)
values (:id, :person_id, :address, :folded, :now_s, :now_s)
on conflict (folded) do update set proven_s = excluded.proven_s
where address.person_id = excluded.person_id;

-- name: drop-address
-- A person does not use an address any more; never the preferred one.
delete from address
where person_id = :person_id and folded = :folded
    and id <> (select address_id from person where id = :person_id);

-- name: prefer-address
-- Mail goes to this address of a person from now on, in all groups.
update person set address_id = (
    select id from address where folded = :folded and person_id = :person_id)
where id = :person_id and exists (
    select 1 from address where folded = :folded and person_id = :person_id);

-- name: strengthen-members
-- Two persons are one: where both are in a group, the stronger role, the earlier joining and the
-- more active standing win.
update member set
    role = case when other.strength > (case member.role when 'facilitator' then 3
        when 'resource' then 2 when 'member' then 1 else 0 end) then other.role else member.role end,
    joined_s = min(member.joined_s, other.joined_s),
    introduced_s = coalesce(member.introduced_s, other.introduced_s),
    welcomed_s = coalesce(member.welcomed_s, other.welcomed_s),
    posts = member.posts + other.posts,
    status = case when 'banned' in (member.status, other.status) then 'banned'
        when 'active' in (member.status, other.status) then 'active' else member.status end
from (
    select group_id, role, joined_s, introduced_s, welcomed_s, posts, status,
        case role when 'facilitator' then 3 when 'resource' then 2 when 'member' then 1 else 0 end
            as strength
    from member where person_id = :person_id
) as other
where member.person_id = :into_id and member.group_id = other.group_id;

-- name: move-members
-- The groups in which only the other of two persons is.
update member set person_id = :into_id
where person_id = :person_id
    and group_id not in (select group_id from member where person_id = :into_id);

-- name: point-wishes
-- What a membership that goes wants of threads, the one that stays wants, if it has not said.
insert into wish (thread_id, member_id, kind)
select wish.thread_id, stays.id, wish.kind
from member as goes
join member as stays on stays.group_id = goes.group_id and stays.person_id = :into_id
join wish on wish.member_id = goes.id
where goes.person_id = :person_id
on conflict do nothing;

-- name: point-posts
-- Posts of a membership that goes belong to the one that stays.
update post set member_id = (
    select stays.id from member as stays join member as goes on goes.group_id = stays.group_id
    where goes.id = post.member_id and stays.person_id = :into_id)
where person_id = :person_id and exists (
    select 1 from member as goes where goes.id = post.member_id and goes.person_id = :person_id);

-- name: point-memberships
-- Posts are by the person who stays.
update post set person_id = :into_id where person_id = :person_id;

-- name: move-addresses
-- All addresses of the other of two persons.
update address set person_id = :into_id where person_id = :person_id;

-- name: move-introductions
-- What the other of two persons wrote about themselves.
update introduction set person_id = :into_id where person_id = :person_id;

-- name: move-held
-- What the other of two persons wrote and waits.
update held set person_id = :into_id where person_id = :person_id;

-- name: move-tickets
-- Acts that wait for the other of two persons.
update ticket set person_id = :into_id where person_id = :person_id;

-- name: complete-person
-- A name and a language that only the other of two persons has said.
update person set
    name = case when person.name = '' then other.name else person.name end,
    language = coalesce(person.language, other.language),
    timezone = coalesce(person.timezone, other.timezone),
    is_concealed = max(person.is_concealed, other.is_concealed)
from (select * from person where id = :person_id) as other
where person.id = :into_id;
