-- name: add-digest
-- One mail to many, as it is sent.
insert into digest (id, group_id, kind, form, language, data, made_s)
values (:id, :group_id, :kind, :form, :language, :data, :now_s);

-- name: get-digest
-- A digest or summary that was sent, by its id.
select * from digest where id = :id;

-- name: move-watermarks
-- These members (JSON array of ids) have had all up to a post.
update watermark set after_id = max(after_id, :after_id), looked_s = :now_s
where until_id is null and member_id in (select value from json_each(:members));

-- name: forget-had
-- What was left out of their digests is passed.
delete from had
where member_id in (select value from json_each(:members)) and post_id <= :after_id;

-- name: begin-anew
-- Whoever joins reads digests from now on: what was to come when they left is not sent any more.
delete from watermark
where member_id in (
    select id from member
    where group_id = :group_id and person_id = :person_id
        and status not in ('active', 'disabled'));

-- name: drop-watermarks
-- What was still to come for these (JSON array of [member id, after_id]) has been sent.
delete from watermark
where until_id is not null and (member_id, after_id) in (
    select json_extract(value, '$[0]'), json_extract(value, '$[1]') from json_each(:stretches));

-- name: forget-had-in-rest
-- What was left out of that (JSON array of [member id, after_id]) is passed, too.
delete from had
where (member_id, post_id) in (
    select had.member_id, had.post_id
    from json_each(:stretches) as sent
    join watermark on watermark.member_id = json_extract(sent.value, '$[0]')
        and watermark.after_id = json_extract(sent.value, '$[1]')
    join had on had.member_id = watermark.member_id
        and had.post_id > watermark.after_id and had.post_id <= watermark.until_id);

-- name: list-groups-of-digests
-- The groups in which somebody reads digests, or is still to get the rest of them.
select groups.*, parent.name as parent
from groups left join groups as parent on parent.id = groups.parent_id
where groups.id in (
    select member.group_id from watermark join member on member.id = watermark.member_id)
order by groups.id;

-- name: list-rhythms
-- How often digests are read, in which zones ('' where nobody said), and between which times they
-- were last looked at; is_new: some were not yet.
select member.group_id, member.delivery as period, coalesce(person.timezone, '') as timezone,
    min(watermark.looked_s) as earliest_s, max(watermark.looked_s) as latest_s,
    max(case when watermark.looked_s is null then 1 else 0 end) as is_new
from watermark
join member on member.id = watermark.member_id
join person on person.id = member.person_id
where watermark.until_id is null and member.status = 'active'
    and member.delivery in ('daily', 'weekly', 'monthly')
    and (member.paused_until_s is null or member.paused_until_s <= :now_s)
group by 1, 2, 3;

-- name: list-groups-of-rest
-- The groups in which somebody is to get at once what was still to come.
select distinct member.group_id
from watermark cross join member
where member.id = watermark.member_id and watermark.until_id > 0
    and member.status = 'active' and member.delivery <> 'none'
    and (member.paused_until_s is null or member.paused_until_s <= :now_s);

-- name: list-rest
-- What was still to come for members of a group when they chose another way, and can be sent now.
-- (`+ 0`: the few that ended are sorted, and not all are read in their order.)
select watermark.member_id, watermark.after_id, watermark.until_id,
    person.language, member.is_text_only, member.has_mime_digest
from watermark cross join member cross join person
where member.id = watermark.member_id and person.id = member.person_id and watermark.until_id > 0
    and member.group_id = :group_id and member.status = 'active' and member.delivery <> 'none'
    and (member.paused_until_s is null or member.paused_until_s <= :now_s)
order by watermark.member_id + 0, watermark.after_id limit :most;

-- name: list-due-readers
-- The members of a group whose digest is due by one of these rhythms (JSON array). Who was never
-- looked at (looked_s is null) began to wait when the first post came that they are to get; whoever
-- began by a clock that was ahead is due, too.
select member.id as member_id, watermark.after_id, member.delivery as period,
    person.language, member.is_text_only, member.has_mime_digest
from json_each(:rhythms) as rhythm
cross join member
join person on person.id = member.person_id
join watermark on watermark.member_id = member.id and watermark.until_id is null
where member.group_id = :group_id and member.status = 'active'
    and member.delivery = json_extract(rhythm.value, '$.period')
    and (member.paused_until_s is null or member.paused_until_s <= :now_s)
    and coalesce(person.timezone, '') = json_extract(rhythm.value, '$.timezone')
    and coalesce(watermark.looked_s, (
            select received_s from post
            where group_id = :group_id and is_import = 0 and id > watermark.after_id
            order by id limit 1))
        not between json_extract(rhythm.value, '$.last_s')
            and json_extract(rhythm.value, '$.beyond_s') - 1
order by member.id limit :most;

-- name: list-posts-to-read
-- The posts of a group behind one, but for archives that were brought along.
select id from post
where group_id = :group_id and id > :after_id and is_import = 0
    and received_s <= coalesce(cast(:until_s as integer), received_s)
order by id;

-- name: list-threads-of
-- In which conversations these posts (JSON array of ids) stand.
select id, thread_id from post where id in (select value from json_each(:ids));

-- name: find-newest-post
-- Up to which post a group can have been read by now; 0 where it has none.
select coalesce(max(id), 0) as id from post where group_id = :group_id and is_import = 0;

-- name: list-left-out
-- What these members (JSON array of ids) are not sent in a digest of posts behind one: what they
-- had by itself, what belongs to a thread of which they want no more, and their own, if they want
-- none.
select had.member_id, had.post_id
from json_each(:members) as reader join had on had.member_id = reader.value
where had.post_id > :after_id
union all
select wish.member_id, post.id
from json_each(:members) as reader
join wish on wish.member_id = reader.value and wish.kind = 'mute'
join post on post.thread_id = wish.thread_id and post.id > :after_id
union all
select post.member_id, post.id
from post join member on member.id = post.member_id
where post.group_id = :group_id and post.id > :after_id and post.is_import = 0
    and member.id in (select value from json_each(:members))
    and coalesce(member.has_copy, :has_copy) = 0;

-- name: list-stretches
-- What is still to come for one member.
select after_id, until_id from watermark where member_id = :member_id order by after_id;

-- name: find-common-stretch
-- What is still to come for most of a group's readers of digests.
select member.delivery as period, watermark.after_id
from watermark join member on member.id = watermark.member_id
where watermark.until_id is null and member.group_id = :group_id and member.status = 'active'
group by member.delivery, watermark.after_id
order by count(*) desc, watermark.after_id limit 1;

-- name: find-last-post-before
-- The last post of a group that came before a time.
select coalesce(max(id), 0) as id from post
where group_id = :group_id and is_import = 0 and received_s < :before_s;

-- name: keep-how-far-read
-- Two persons are one, and of two memberships in a group only the one that goes takes part: the one
-- that stays reads digests where it left off.
update watermark set member_id = (
    select stays.id from member as goes join member as stays on stays.group_id = goes.group_id
    where goes.id = watermark.member_id and stays.person_id = :into_id)
where member_id in (
    select goes.id from member as goes join member as stays on stays.group_id = goes.group_id
    where goes.person_id = :person_id and stays.person_id = :into_id
        and goes.status in ('active', 'disabled') and stays.status not in ('active', 'disabled'));

-- name: keep-still-to-come
-- Where both take part, what was to come for the one that goes before the other joined is still to
-- come: nothing later, for that the other has had, or will have.
insert into watermark (member_id, after_id, until_id)
select stays_id, after_id, min(coalesce(until_id, joined_id), joined_id)
from (
    select stays.id as stays_id, watermark.after_id, watermark.until_id, min(
        (select coalesce(max(post.id), 0) from post
         where post.group_id = stays.group_id and post.is_import = 0
             and post.received_s <= stays.joined_s),
        coalesce((select own.after_id from watermark as own
            where own.member_id = stays.id and own.until_id is null), 9223372036854775807)
    ) as joined_id
    from member as goes
    join member as stays on stays.group_id = goes.group_id and stays.person_id = :into_id
    join watermark on watermark.member_id = goes.id
    where goes.person_id = :person_id
)
where joined_id > after_id
on conflict do nothing;

-- name: keep-had
-- What came by itself to the one that goes is in no digest of the one that stays.
insert into had (member_id, post_id)
select stays.id, had.post_id
from member as goes
join member as stays on stays.group_id = goes.group_id and stays.person_id = :into_id
join had on had.member_id = goes.id
where goes.person_id = :person_id
on conflict do nothing;

-- name: prune-digests
-- Nobody answers a digest after so long a time.
delete from digest where made_s < :before_s;

-- name: prune-watermarks
-- What was to come for who left, or wants no mail: nobody wants to read it after so long a time.
delete from watermark
where until_id is not null and not exists (
    select 1 from post
    where post.id > watermark.after_id and post.id <= watermark.until_id
        and post.received_s >= :before_s);
