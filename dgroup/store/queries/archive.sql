-- name: list-latest-threads
-- The living threads of a group, the latest first.
select id, subject, posts, last_post_s from thread
where group_id = :group_id and merged_into is null
order by last_post_s desc, id desc limit :most;

-- name: list-writers
-- Who has written in these threads (JSON array of ids), in the order of their first words there.
select thread_id, author, max(author_name) as author_name
from post where thread_id in (select value from json_each(:thread_ids))
group by thread_id, author order by thread_id, min(sent_s), min(id);

-- name: find-readable-post
-- A post, with the membership by which a person may read it.
select post.id as post_id, post.thread_id, post.group_id, member.id as member_id
from post join member on member.group_id = post.group_id
where post.id = :id and member.person_id = :person_id and member.status in ('active', 'disabled');

-- name: find-readable-thread
-- A thread, also by an id that has been merged away, with the membership by which one may read it.
select living.id as thread_id, living.group_id, member.id as member_id
from thread
join thread as living on living.id = coalesce(thread.merged_into, thread.id)
join member on member.group_id = living.group_id
where thread.id = :id and member.person_id = :person_id and member.status in ('active', 'disabled');

-- name: list-texts
-- What was written in a thread, in the order of writing; no text where none has been read yet.
select post.id, post.subject, post.author, post.author_name, post.sent_s, post_text.own_text,
    post_text.attachments
from post left join post_text on post_text.post_id = post.id
where post.thread_id = :thread_id order by post.sent_s, post.id;

-- name: search-posts
-- The latest posts of a group whose words or subject match (FTS5).
select post.id, post.thread_id, post.subject, post.author, post.author_name, post.sent_s,
    snippet(post_search, 1, '', '', ' … ', 24) as snippet
from post_search join post on post.id = post_search.rowid
where post_search match :query and post.group_id = :group_id
order by post_search.rowid desc limit :most;

-- name: get-wish
-- What a member wants of a thread.
select kind from wish where thread_id = :thread_id and member_id = :member_id;

-- name: list-unread-posts
-- Posts of a group (null: of all) whose text has not been read yet, the latest first in each.
select id from post
where has_text = 0 and (cast(:group_id as integer) is null or group_id = :group_id)
order by group_id, id desc limit :most;

-- name: get-unread-post
-- The mail of a post whose text has not been read yet.
select post.subject, letter.content
from post join letter on letter.id = post.letter_id
where post.id = :post_id and post.has_text = 0;

-- name: add-text
-- The words of a post, unless it is gone meanwhile.
insert into post_text (post_id, subject, own_text, full_text, attachments)
select id, :subject, :own_text, :full_text, :attachments from post
where id = :post_id and has_text = 0
on conflict do nothing;

-- name: note-text
-- The words of a post have been read.
update post set has_text = 1 where id = :post_id;
