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

-- name: drop-watermarks
-- What was still to come for these (JSON array of ids) has been sent.
delete from watermark
where until_id is not null and id in (select value from json_each(:ids));
