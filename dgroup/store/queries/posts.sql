-- name: find-post
-- The post of a group that has a Message-ID.
select id, body_sha256 from post where group_id = :group_id and message_id = :message_id;

-- name: find-held
-- Whether this very letter waits for a facilitator of this group.
select 1 from held join letter on letter.id = held.letter_id
where held.group_id = :group_id and held.message_id = :message_id and held.state = 'waiting'
    and letter.body_sha256 = :body_sha256 limit 1;

-- name: find-recent
-- What an author has posted to a group lately (no group: nothing is asked).
select subject, body_sha256, sent_s from post
where group_id = :group_id and author = :author and received_s > :since_s
order by received_s desc limit 50;

-- name: find-links
-- The threads to which these message ids (JSON array) are linked.
select message_id, thread_id from thread_link
where group_id = :group_id and message_id in (select value from json_each(:message_ids));

-- name: find-posts
-- Which of these message ids (JSON array) are posts of the group.
select message_id from post
where group_id = :group_id and message_id in (select value from json_each(:message_ids));

-- name: add-post
-- An accepted letter.
insert into post (id, group_id, thread_id, letter_id, message_id, parent_message_id, subject,
    author, author_name, person_id, member_id, body_sha256, reach, is_import,
    copy_settings, sent_s, received_s)
values (:id, :group_id, :thread_id, :letter_id, :message_id, :parent_message_id, :subject,
    :author, :author_name, :person_id, :member_id, :body_sha256, :reach, :is_import,
    (select json_object('title', title, 'own', json(settings)) from groups where id = :group_id),
    :sent_s, :received_s);

-- name: add-thread
-- A letter that answers nothing we know starts a thread.
insert into thread (id, group_id, subject, root_message_id, posts, started_s, last_post_s)
values (:id, :group_id, :subject, :message_id, 1, :sent_s, :sent_s);

-- name: grow-thread
-- One more post in a thread; the earliest without a parent is its root.
update thread set posts = posts + 1, started_s = min(started_s, :sent_s),
    last_post_s = max(last_post_s, :sent_s)
where id = :thread_id;

-- name: merge-thread
-- A letter has shown that two threads are one: the younger goes into the older.
update thread set merged_into = :thread_id, posts = 0
where id = :merged_id or merged_into = :merged_id;

-- name: absorb-thread
-- The older of two threads takes over the counts of the younger.
update thread set
    posts = thread.posts + young.posts,
    started_s = min(thread.started_s, young.started_s),
    last_post_s = max(thread.last_post_s, young.last_post_s)
from (select posts, started_s, last_post_s from thread where id = :merged_id) as young
where thread.id = :thread_id;

-- name: move-posts
-- The posts of a merged thread belong to the older one.
update post set thread_id = :thread_id where thread_id = :merged_id;

-- name: move-links
-- So do the message ids that it knew.
update thread_link set thread_id = :thread_id where thread_id = :merged_id;

-- name: move-wishes
-- And what members want of it, unless they have said what they want of the older one.
insert into wish (thread_id, member_id, kind)
select :thread_id, member_id, kind from wish where thread_id = :merged_id
on conflict do nothing;

-- name: drop-wishes
-- Nothing is wanted any more of a thread that is no more.
delete from wish where thread_id = :merged_id;

-- name: add-wish
-- A member wants to hear no more of a thread, or all of it at once.
insert into wish (thread_id, member_id, kind) values (:thread_id, :member_id, :kind);

-- name: drop-wish
-- A member wants a thread as the rest of their mail.
delete from wish where thread_id = :thread_id and member_id = :member_id;

-- name: add-links
-- Message ids (JSON array) that nobody had mentioned before.
insert into thread_link (group_id, message_id, thread_id)
select :group_id, value, :thread_id from json_each(:message_ids)
where true on conflict do nothing;

-- name: add-ancestors
-- What a post names as its ancestors (JSON array), oldest first.
insert into ancestor (post_id, position, group_id, message_id)
select :post_id, key, :group_id, value from json_each(:message_ids);

-- name: adopt-posts
-- A parent that comes late takes the posts that name it nearer than the parent they have; but
-- none of its own forefathers, where mails name each other in circles.
update post set parent_message_id = :message_id
where id in (
    select named.post_id from ancestor as named
    where named.group_id = :group_id and named.message_id = :message_id
        and named.post_id <> :post_id
        and not exists (
            select 1 from ancestor as nearer
            join post as known
                on known.group_id = nearer.group_id and known.message_id = nearer.message_id
            where nearer.post_id = named.post_id and nearer.position > named.position
        )
        and named.post_id not in (
            with recursive forefather (id, parent_message_id) as (
                select id, parent_message_id from post
                where group_id = :group_id and message_id = :parent_message_id
                union
                select post.id, post.parent_message_id
                from forefather join post
                    on post.group_id = :group_id
                    and post.message_id = forefather.parent_message_id
            )
            select id from forefather
        )
);

-- name: find-root
-- A thread is called after the first of its posts that answers nothing here.
update thread set root_message_id = root.message_id, subject = root.subject
from (
    select message_id, subject from post
    where thread_id = :thread_id and parent_message_id is null
    order by sent_s, id limit 1
) as root
where thread.id = :thread_id;

-- name: list-posts
-- The posts of a group in the order of their arrival.
select id, group_id, thread_id, message_id, parent_message_id, subject, author, author_name,
    sent_s, received_s
from post where group_id = :group_id order by received_s, id;

-- name: get-post
-- One post with its group and the letter it came as.
select post.*, groups.name as group_name, letter.content
from post
join groups on groups.id = post.group_id
join letter on letter.id = post.letter_id
where post.id = :post_id;

-- name: list-threads
-- The living threads of a group, the latest last.
select * from thread where group_id = :group_id and merged_into is null
order by last_post_s, id;

-- name: get-thread
-- One thread, also by an id that has been merged away.
select living.* from thread
join thread as living on living.id = coalesce(thread.merged_into, thread.id)
where thread.id = :thread_id;

-- name: list-thread-posts
-- The posts of a thread by the time they were written.
select id, group_id, thread_id, message_id, parent_message_id, subject, author, author_name,
    sent_s, received_s
from post where thread_id = :thread_id order by sent_s, id;

-- name: count-copies
-- How many copies of a post were queued.
update post set recipients = (
    select coalesce(sum(size), 0) from delivery where delivery.post_id = :post_id)
where id = :post_id;

-- name: get-thread-target
-- A thread by its id, or by that of one merged into it; its root and its latest post.
select living.id as thread_id, living.group_id, living.root_message_id,
    coalesce((
        select message_id from post where thread_id = living.id order by sent_s desc, id desc limit 1
    ), living.root_message_id) as last_message_id
from thread as asked
join thread as living on living.id = coalesce(asked.merged_into, asked.id)
where asked.id = :thread_id;

-- name: find-message-of-post
-- By which id mails answer a post of a thread.
select message_id from post where id = :post_id and thread_id = :thread_id;
