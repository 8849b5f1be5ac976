-- name: add-ticket
-- An act that waits for a reply.
insert into ticket (id, hash, action, object, person_id, group_id, address, is_reusable, expires_s,
    created_s)
values (:id, :hash, :action, :object, :person_id, :group_id, :address, :is_reusable, :expires_s,
    :now_s);

-- name: use-ticket
-- A ticket has done what it was for; one that is reusable goes on.
update ticket set used_s = coalesce(used_s, :now_s), used_by = :by
where id = :ticket_id and is_reusable = 0;

-- name: ask-again
-- A reply to a ticket was not understood, and its writer was told so.
update ticket set asked_again_s = :now_s where id = :ticket_id;

-- name: find-ticket
-- The ticket of a hash.
select * from ticket where hash = :hash;

-- name: count-ways-back
-- How often something was changed in a person's name since a time, as their ways back tell.
select count(*) as tickets from ticket
where person_id = :person_id and action = 'restore' and created_s > :since_s;
