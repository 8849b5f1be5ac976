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

-- name: note-former-members
-- Two persons are one: where both are in a group, one membership goes, and what names it means the
-- one that stays. Where its mail went is kept for what still comes back from there.
insert into former_member (id, member_id, address_id)
select goes.id, stays.id, coalesce(goes.address_id, person.address_id)
from member as goes
join person on person.id = goes.person_id
join member as stays on stays.group_id = goes.group_id and stays.person_id = :into_id
where goes.person_id = :person_id;

-- name: chain-former-members
-- What a membership that goes had taken in itself.
update former_member set member_id = (
    select next.member_id from former_member as next where next.id = former_member.member_id)
where member_id in (
    select goes.id from member as goes join former_member as noted on noted.id = goes.id
    where goes.person_id = :person_id);

-- name: point-copies
-- Copies that wait for a membership that goes are for the one that stays, and each comes once.
update delivery set (members, size) = (
    select json_group_array(id), count(*) from (
        select coalesce(former_member.member_id, reader.value) as id, min(reader.key) as position
        from json_each(delivery.members) as reader
        left join former_member on former_member.id = reader.value
        group by 1 order by 2))
where exists (
    select 1 from json_each(delivery.members) as reader
    where reader.value in (
        select goes.id from member as goes join former_member on former_member.id = goes.id
        where goes.person_id = :person_id));

-- name: strengthen-members
-- Where both are in a group: of those memberships that have not ended, the stronger role; the more
-- active standing, with how its mail comes; the earlier joining. A ban and moderation stay.
update member set
    role = case when other.strength > other.own_strength then other.role else member.role end,
    status = case when 'banned' in (member.status, other.status) then 'banned'
        when 'active' in (member.status, other.status) then 'active'
        when 'disabled' in (member.status, other.status) then 'disabled' else member.status end,
    delivery = iif(other.is_alone, other.delivery, member.delivery),
    former_delivery = iif(other.is_alone, other.former_delivery, member.former_delivery),
    paused_until_s = iif(other.is_alone, other.paused_until_s, member.paused_until_s),
    has_copy = iif(other.is_alone, other.has_copy, member.has_copy),
    is_text_only = iif(other.is_alone, other.is_text_only, member.is_text_only),
    has_mime_digest = iif(other.is_alone, other.has_mime_digest, member.has_mime_digest),
    is_moderated = max(member.is_moderated, other.is_moderated),
    joined_s = min(member.joined_s, other.joined_s),
    introduced_s = coalesce(member.introduced_s, other.introduced_s),
    welcomed_s = coalesce(member.welcomed_s, other.welcomed_s),
    posts = member.posts + other.posts
from (
    select goes.*, stays.id as stays_id,
        goes.status in ('active', 'disabled') and stays.status not in ('active', 'disabled')
            as is_alone,
        case when goes.status not in ('active', 'disabled') then -1
            when goes.role = 'facilitator' then 3 when goes.role = 'resource' then 2
            when goes.role = 'member' then 1 else 0 end as strength,
        case when stays.status not in ('active', 'disabled') then -1
            when stays.role = 'facilitator' then 3 when stays.role = 'resource' then 2
            when stays.role = 'member' then 1 else 0 end as own_strength
    from member as goes
    join member as stays on stays.group_id = goes.group_id and stays.person_id = :into_id
    where goes.person_id = :person_id
) as other
where member.id = other.stays_id;

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
