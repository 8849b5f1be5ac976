-- name: list-introductions-of-person
-- What a person wrote about themselves, with the group's title.
select introduction.*, groups.title
from introduction join groups on groups.id = introduction.group_id
where introduction.person_id = :person_id order by introduction.created_s;

-- name: list-posts-of-person
-- What a person wrote to groups, also before they were known; the latest first.
select post.id, post.subject, post.sent_s, groups.title
from post join groups on groups.id = post.group_id
where post.person_id = :person_id or lower(post.author) in (
    select folded from address where person_id = :person_id)
order by post.sent_s desc, post.id desc limit :most;

-- name: list-held-of-person
-- What a person wrote that was held, and what became of it.
select held.id, held.subject, held.state, held.received_s, groups.title
from held join groups on groups.id = held.group_id
where held.person_id = :person_id or lower(held.author) in (
    select folded from address where person_id = :person_id)
order by held.id;

-- name: list-tickets-of-person
-- The letters to which a person can still reply.
select action, address, created_s, expires_s from ticket
where used_s is null and expires_s > :now_s and (person_id = :person_id or lower(address) in (
    select folded from address where person_id = :person_id))
order by id;

-- name: list-notes-of-person
-- What was noted of what a person did, or of what was done with them; the latest first.
select action, object, at_s from audit
where lower(actor) in (select folded from address where person_id = :person_id)
    or object = 'person ' || :person_id
    or object in (select 'member ' || id from member where person_id = :person_id)
order by id desc limit :most;

-- name: list-wishes-of-person
-- The threads that a person follows or wants no more of.
select wish.kind, thread.subject, groups.title
from wish join member on member.id = wish.member_id
join thread on thread.id = wish.thread_id
join groups on groups.id = thread.group_id
where member.person_id = :person_id order by thread.id;

-- name: count-mail-of-person
-- The mails of a person that are kept as they came, and the letters that were sent to them lately.
select
    (select count(*) from letter where lower(sender) in (
        select folded from address where person_id = :person_id)) as mails,
    (select count(*) from answer where folded in (
        select folded from address where person_id = :person_id)) as letters,
    (select count(*) from bounce where address_id in (
        select id from address where person_id = :person_id)) as bounces;
