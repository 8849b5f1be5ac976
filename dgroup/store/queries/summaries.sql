-- name: list-active-threads
-- The conversations of a group in which somebody wrote in a time, the most active first, with how
-- much was written in it, by how many, and whether it began in it. Archives brought along are not
-- of that time, though they came in it. Who is nobody we know is told by address and name: lists
-- that were brought along may have given one address to all. `answers` and `answerers`: without
-- introductions.
select thread.id as thread_id, thread.subject, thread.root_message_id, talk.posts, talk.people,
    talk.last_s, thread.posts as posts_in_all, talk.answers, talk.answerers
from (
    select thread_id, count(*) as posts, max(received_s) as last_s,
        count(distinct coalesce(cast(person_id as text), lower(author || author_name))) as people,
        sum(case when message_id like 'introduction.%' then 0 else 1 end) as answers,
        count(distinct case when message_id like 'introduction.%' then null
            else coalesce(cast(person_id as text), lower(author || author_name)) end) as answerers
    from post
    where group_id = :group_id and received_s > :since_s and received_s <= :until_s
        and is_import = 0
    group by thread_id
) as talk
join thread on thread.id = talk.thread_id
order by talk.people > 1 desc, talk.posts desc, talk.last_s desc, thread.id;

-- name: count-writers
-- How many people wrote to a group in a time.
select count(distinct coalesce(cast(person_id as text), lower(author || author_name))) as people
from post
where group_id = :group_id and received_s > :since_s and received_s <= :until_s and is_import = 0;

-- name: list-said
-- What was said in these threads (JSON array of ids), in the order of writing, up to a time; at most
-- so many posts of each, the first and the latest. The report of a subgroup is its writer's, who is
-- named in it.
select ranked.id, ranked.thread_id, ranked.author, ranked.person_id,
    coalesce(nullif(reporter.name, ''), ranked.author_name) as author_name,
    ranked.received_s, ranked.sent_s, ranked.reach, post_text.own_text, parent.id as parent_id,
    case when ranked.message_id like 'introduction.%' then 1 else 0 end as is_introduction
from (
    select post.*,
        row_number() over (partition by thread_id order by sent_s, id) as place,
        row_number() over (partition by thread_id order by sent_s desc, id desc) as place_back
    from post
    where thread_id in (select value from json_each(:thread_ids)) and received_s <= :until_s
) as ranked
left join post_text on post_text.post_id = ranked.id
left join person as reporter on reporter.id = ranked.person_id
    and ranked.message_id like 'report.%'
left join post as parent on parent.group_id = ranked.group_id
    and parent.message_id = ranked.parent_message_id
where ranked.place <= :first or ranked.place_back <= :latest
order by ranked.thread_id, ranked.sent_s, ranked.id;

-- name: list-open-threads
-- Conversations of a group in which somebody wrote in a time, the latest first, and how many did;
-- not those that an introduction began, nor what somebody has said to all by a word of their own.
select thread.id, talk.people
from (
    select thread_id, max(received_s) as last_s, max(id) as last_id,
        count(distinct coalesce(cast(person_id as text), lower(author || author_name))) as people,
        max(case when reach = 'each' then 0 else 1 end) as is_wide
    from post
    where group_id = :group_id and received_s > :since_s and received_s <= :until_s
        and is_import = 0
    group by thread_id
) as talk
join thread on thread.id = talk.thread_id
where talk.is_wide = 0 and thread.root_message_id not like 'introduction.%'
order by talk.last_s desc, talk.last_id desc limit :most;

-- name: list-newcomers-to-show
-- Who first took part in a group in a time, or first said there who they are, still does, and may be
-- shown; with what they said, where others can read it. Those who said something first; and how many.
with last (person_id, id, first_s) as materialized (
    select shown.person_id, max(shown.id), min(post.received_s) from introduction as shown
    join post on post.group_id = shown.group_id
        and post.message_id = 'introduction.' || shown.id || '@' || :domain
    where shown.group_id = :group_id and shown.state = 'posted'
    group by shown.person_id)
select person.name, introduction.text, introduction.answers, count(*) over () as in_all
from member
join person on person.id = member.person_id
left join last on last.person_id = person.id
left join introduction on introduction.id = last.id
where member.group_id = :group_id and member.status in ('active', 'disabled')
    and (member.joined_s > :since_s and member.joined_s <= :until_s
        or last.first_s > :since_s and last.first_s <= :until_s)
    and person.is_concealed = 0 and person.name <> ''
order by introduction.id is null, member.joined_s, member.id limit :most;

-- name: list-dates-ahead
-- What a group is at that ends after a time, the nearest first: of these kinds (JSON array), and
-- what subgroups (JSON array of ids) are to report.
select activity.kind, activity.title,
    coalesce(json_extract(activity.data, '$.closes_s'), activity.closes_s) as ends_s
from activity
where activity.state not in ('closed', 'divided', 'missing') and (
    (activity.group_id = :group_id and activity.kind in (select value from json_each(:kinds)))
    or (activity.kind = 'report' and activity.group_id in (
        select value from json_each(:below_ids))))
    and coalesce(json_extract(activity.data, '$.closes_s'), activity.closes_s) > :until_s
order by ends_s, activity.id limit :most;

-- name: list-talk-below
-- What was talked about in these groups (JSON array of ids) in a time, the most active first.
select post.group_id, thread.subject, count(*) as posts
from post join thread on thread.id = post.thread_id
where post.group_id in (select value from json_each(:group_ids))
    and post.received_s > :since_s and post.received_s <= :until_s and post.is_import = 0
group by post.group_id, thread.id, thread.subject
order by post.group_id, posts desc, max(post.received_s) desc, thread.id;

-- name: count-writers-below
-- How many people wrote to each of these groups (JSON array of ids) in a time.
select group_id, count(distinct coalesce(cast(person_id as text), lower(author || author_name))) as people
from post
where group_id in (select value from json_each(:group_ids))
    and received_s > :since_s and received_s <= :until_s and is_import = 0
group by group_id;

-- name: list-subjects-of
-- What these conversations (JSON array of ids) are called.
select id, subject from thread where id in (select value from json_each(:thread_ids));

-- name: list-subjects
-- What the living conversations of a group are called, the latest first.
select id, subject from thread
where group_id = :group_id and merged_into is null
order by last_post_s desc, id desc limit :most;
