-- name: add-letter
-- Keep a mail as it came in the door.
insert into letter (id, sender, peer, helo, message_id, body_sha256, content, size, received_s,
    authenticated)
values (:id, :sender, :peer, :helo, :message_id, :body_sha256, :content, :size, :received_s,
    :authenticated);

-- name: get-letter
-- One mail as it came in.
select * from letter where id = :letter_id;

-- name: add-account
-- What became of one recipient of a letter.
insert into account (letter_id, recipient, outcome, reason, group_id, subject_id, at_s)
values (:letter_id, :recipient, :outcome, :reason, :group_id, :subject_id, :now_s);

-- name: find-forwarded
-- Whether this very mail was sent on before to the people in charge of a group, or of the site.
select 1 from letter join account on account.letter_id = letter.id
where letter.message_id = :message_id and letter.body_sha256 = :body_sha256
    and account.outcome = 'forwarded'
    and account.group_id is not distinct from cast(:group_id as integer) limit 1;

-- name: count-forwarded
-- How many mails of a sender were sent on to the same people lately.
select count(*) as letters
from letter cross join account on account.letter_id = letter.id
where letter.sender = :sender and letter.received_s > :since_s and account.outcome = 'forwarded'
    and account.group_id is not distinct from cast(:group_id as integer);

-- name: count-forwarded-of-strangers
-- How many mails from addresses of nobody known were sent on to the same people lately, up to 200.
select count(*) as letters from (
    select 1 from letter cross join account on account.letter_id = letter.id
    where letter.received_s > :since_s and account.outcome = 'forwarded'
        and account.group_id is not distinct from cast(:group_id as integer)
        and not exists (select 1 from address where address.folded = lower(letter.sender))
    limit 200);

-- name: hold-letter
-- Keep a letter for the facilitators; one that they have already, for another reason.
insert into held (id, group_id, letter_id, message_id, author, author_name, person_id, subject,
    reason, received_s)
values (:id, :group_id, :letter_id, :message_id, :author, :author_name, :person_id, :subject,
    :reason, :received_s)
on conflict (id) do update set reason = excluded.reason;

-- name: settle-held
-- The first decision wins.
update held set state = :state, decided_by = :decided_by, decided_s = :now_s
where id = :held_id and state = 'waiting';

-- name: list-held
-- What waits for the facilitators of one group, or of all (null).
select held.*, groups.name as group_name, letter.authenticated
from held
join groups on groups.id = held.group_id
join letter on letter.id = held.letter_id
where held.state = 'waiting' and (cast(:group_id as integer) is null or held.group_id = :group_id)
order by held.received_s, held.id;

-- name: get-held
-- One held letter.
select held.*, groups.name as group_name, letter.content, letter.sender, letter.authenticated
from held
join groups on groups.id = held.group_id
join letter on letter.id = held.letter_id
where held.id = :held_id;

-- name: shunt-letter
-- Set a letter aside that our own fault kept from its way.
insert into shunted (id, letter_id, recipient, error, received_s)
values (:id, :letter_id, :recipient, :error, :now_s);

-- name: list-shunted
-- All that was set aside.
select shunted.*, letter.sender, letter.message_id, letter.size
from shunted join letter on letter.id = shunted.letter_id order by shunted.id;

-- name: get-shunted
-- One letter that was set aside, with its envelope.
select shunted.*, letter.sender, letter.peer, letter.helo, letter.message_id, letter.content,
    letter.received_s as arrived_s
from shunted join letter on letter.id = shunted.letter_id where shunted.id = :shunted_id;

-- name: drop-shunted
-- It went its way, or is not wanted.
delete from shunted where id = :shunted_id;

-- name: add-bounce
-- A return path came home. It counts for the address that mail went to.
insert into bounce (address_id, group_id, post_id, letter_id, status, detail, at_s)
select coalesce(former_member.address_id, member.address_id, person.address_id), member.group_id,
    :post_id, :letter_id, :status, :detail, :now_s
from (select 1) left join former_member on former_member.id = :member_id
left join member on member.id = coalesce(former_member.member_id, :member_id)
left join person on person.id = member.person_id;

-- name: prune-letters
-- Forget mails that nothing refers to any more.
delete from letter
where received_s < :before_s
    and id not in (select letter_id from post)
    and id not in (select letter_id from held)
    and id not in (select letter_id from shunted)
    and id not in (select letter_id from delivery where letter_id is not null)
    and id not in (select letter_id from introduction where letter_id is not null);

-- name: prune-held
-- Decided ones need not be kept.
delete from held where state <> 'waiting' and decided_s < :before_s;

-- name: prune-bounces
-- Returned mail is of no use after a while.
delete from bounce where at_s < :before_s;

-- name: prune-answers
-- Limits look back a day only.
delete from answer where at_s < :before_s;

-- name: prune-tickets
-- Acts that nobody confirmed in time.
delete from ticket where expires_s < :before_s;

-- name: tell-held
-- The facilitators have been told of held letters (JSON array of ids).
update held set told_s = :now_s where id in (select value from json_each(:held_ids));

-- name: remind-held
-- The facilitators have been reminded of held letters (JSON array of ids).
update held set reminded_s = :now_s where id in (select value from json_each(:held_ids));

-- name: find-obeyed
-- The addresses at which this very letter has been answered for before.
select account.recipient from letter join account on account.letter_id = letter.id
where letter.message_id = :message_id and letter.body_sha256 = :body_sha256
    and account.outcome in ('command', 'confirmed', 'introduced', 'answered');
