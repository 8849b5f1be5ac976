-- name: add-activity
-- Something that a group does together begins.
insert into activity (id, group_id, kind, name, title, state, data, opens_s, closes_s, created_by,
    created_s)
values (:id, :group_id, :kind, :name, :title, :state, :data, :opens_s, :closes_s, :created_by,
    :now_s);

-- name: advance-activity
-- How it stands now, whole.
update activity set state = :state, data = :data, closes_s = :closes_s where id = :id;

-- name: respond
-- What somebody answers; it takes the place of what they said before.
insert into activity_answer (activity_id, person_id, item, value, letter_id, at_s)
values (:activity_id, :person_id, :item, :value, :letter_id, :now_s)
on conflict (activity_id, person_id, item) do update set
    value = excluded.value, letter_id = excluded.letter_id, at_s = excluded.at_s;

-- name: ask-everybody
-- All active members of the group are to be asked who are not yet.
insert into asked (activity_id, member_id)
select activity.id, member.id
from activity join member on member.group_id = activity.group_id
where activity.id = :activity_id and member.status = 'active'
on conflict do nothing;

-- name: ask-members
-- These members (JSON array of ids) are to be asked.
insert into asked (activity_id, member_id)
select :activity_id, id from member where id in (select value from json_each(:member_ids))
on conflict do nothing;

-- name: note-asked
-- Members have been written to.
update asked set asked_s = :now_s
where activity_id = :activity_id and member_id in (select value from json_each(:member_ids));

-- name: note-reminded
-- Members have been reminded.
update asked set reminded_s = :now_s
where activity_id = :activity_id and member_id in (select value from json_each(:member_ids));

-- name: get-activity
-- One activity.
select * from activity where id = :id;

-- name: list-running
-- What a group is at, of one kind or (null) of any.
select * from activity
where group_id = :group_id and state <> 'closed'
    and (cast(:kind as text) is null or kind = :kind)
order by id;

-- name: list-running-everywhere
-- What all groups are at, but for closed groups.
select activity.* from activity join groups on groups.id = activity.group_id
where state <> 'closed' and groups.archived_s is null order by activity.id;

-- name: list-responses
-- What has been answered in an activity.
select person_id, item, value, at_s from activity_answer
where activity_id = :activity_id and person_id is not null order by id;

-- name: list-unasked
-- Who is on the list and has not been written to, if mail goes to them.
select member.id as member_id, member.person_id, person.name, person.language, address.address
from asked
join member on member.id = asked.member_id
join person on person.id = member.person_id
join address on address.id = coalesce(member.address_id, person.address_id)
where asked.activity_id = :activity_id and asked.asked_s is null and member.status = 'active'
order by member.id limit :most;

-- name: list-unanswered
-- Who was asked before a time, has not been reminded, has answered nothing and does not rest.
select member.id as member_id, member.person_id, person.name, person.language, address.address
from asked
join member on member.id = asked.member_id
join person on person.id = member.person_id
join address on address.id = coalesce(member.address_id, person.address_id)
where asked.activity_id = :activity_id and asked.asked_s <= :before_s and asked.reminded_s is null
    and member.status = 'active' and member.delivery <> 'none'
    and (member.paused_until_s is null or member.paused_until_s <= :now_s)
    and not exists (
        select 1 from activity_answer
        where activity_answer.activity_id = asked.activity_id
            and activity_answer.person_id = member.person_id)
order by member.id limit :most;
