-- name: list-digested
-- Posts of a digest (JSON array of ids) by their conversations, the oldest of these first; of the
-- words of each the beginning, none where they have not been read yet.
select post.id, post.thread_id, post.subject, thread.subject as thread_subject, post.author,
    post.author_name, post.received_s, substr(post_text.own_text, 1, :most) as own_text,
    post_text.attachments
from post
join thread on thread.id = post.thread_id
left join post_text on post_text.post_id = post.id
where post.id in (select value from json_each(:ids)) and post.group_id = :group_id
order by post.thread_id, post.id;
