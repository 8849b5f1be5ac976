-- name: queue-post
-- A copy at once for every reader of the group who does not rest, and has not muted the thread: rows
-- of up to 500 member ids of one form, which take turns.
insert into delivery (kind, form, group_id, post_id, members, size, due_s, turn_ms, created_s)
select 'post', case when is_text_only then 'text' else '' end, :group_id, :post_id,
    json_group_array(id), count(*), :now_s, :now_s * 1000 + chunk * 500, :now_s
from (
    select member.id, is_text_only,
        (row_number() over (partition by is_text_only order by member.id) - 1) / 500 as chunk
    from member
    where member.group_id = :group_id and member.status = 'active' and member.delivery = 'each'
        and (member.paused_until_s is null or member.paused_until_s <= :now_s)
        and (member.id <> coalesce(:author_member_id, 0) or coalesce(member.has_copy, :has_copy) = 1)
        and member.id not in (
            select member_id from wish where thread_id = :thread_id and kind = 'mute')
)
group by is_text_only, chunk;

-- name: queue-post-for-followers
-- The same for those who have mail otherwise, or none, but follow the thread.
insert into delivery (kind, form, group_id, post_id, members, size, due_s, turn_ms, created_s)
select 'post', case when is_text_only then 'text' else '' end, :group_id, :post_id,
    json_group_array(id), count(*), :now_s, :now_s * 1000 + chunk * 500, :now_s
from (
    select member.id, is_text_only,
        (row_number() over (partition by is_text_only order by member.id) - 1) / 500 as chunk
    from wish join member on member.id = wish.member_id
    where wish.thread_id = :thread_id and wish.kind = 'follow'
        and member.group_id = :group_id and member.status = 'active' and member.delivery <> 'each'
        and (member.paused_until_s is null or member.paused_until_s <= :now_s)
        and (member.id <> coalesce(:author_member_id, 0) or coalesce(member.has_copy, :has_copy) = 1)
)
group by is_text_only, chunk;

-- name: queue-post-widely
-- An announcement: a copy at once for all who have mail in whatever form, or (is_everyone) for all.
insert into delivery (kind, form, group_id, post_id, members, size, due_s, turn_ms, created_s)
select 'post', case when is_text_only then 'text' else '' end, :group_id, :post_id,
    json_group_array(id), count(*), :now_s, :now_s * 1000 + chunk * 500, :now_s
from (
    select member.id, is_text_only,
        (row_number() over (partition by is_text_only order by member.id) - 1) / 500 as chunk
    from member
    where member.group_id = :group_id and member.status = 'active'
        and (:is_everyone = 1 or member.delivery <> 'none'
            and (member.paused_until_s is null or member.paused_until_s <= :now_s))
        and (member.id <> coalesce(:author_member_id, 0) or coalesce(member.has_copy, :has_copy) = 1)
)
group by is_text_only, chunk;

-- name: note-had-by-followers
-- Who reads digests and follows a thread has had its new post (see `queue-post-for-followers`).
insert into had (member_id, post_id)
select member.id, :post_id
from wish join member on member.id = wish.member_id
where wish.thread_id = :thread_id and wish.kind = 'follow'
    and member.group_id = :group_id and member.status = 'active'
    and member.delivery in ('daily', 'weekly', 'monthly')
    and (member.paused_until_s is null or member.paused_until_s <= :now_s)
    and (member.id <> coalesce(:author_member_id, 0) or coalesce(member.has_copy, :has_copy) = 1)
on conflict do nothing;

-- name: note-had-widely
-- Who reads digests and gets an announcement at once has had it.
insert into had (member_id, post_id)
select member.id, delivery.post_id
from delivery
join json_each(delivery.members) as reader
join member on member.id = reader.value
where delivery.post_id = :post_id and member.delivery in ('daily', 'weekly', 'monthly')
on conflict do nothing;

-- name: queue-digest
-- A digest for these members (JSON array of ids), in rows of up to 500.
insert into delivery (kind, group_id, digest_id, members, size, due_s, turn_ms, created_s)
select 'digest', :group_id, :digest_id, json_group_array(id), count(*), :now_s,
    :now_s * 1000 + chunk * 500, :now_s
from (
    select value as id, (row_number() over (order by value) - 1) / 500 as chunk
    from json_each(:members)
)
group by chunk;

-- name: queue-copy
-- A post again, whole, for one member.
insert into delivery (kind, form, group_id, post_id, members, size, due_s, turn_ms, created_s)
values ('post', 'whole', :group_id, :post_id, json_array(:member_id), 1, :now_s, :now_s * 1000,
    :now_s);

-- name: note-copy
-- Such a copy is a letter of the robot's to that member, like others (R12); of which post, its name
-- says.
insert into answer (folded, group_id, template, at_s)
select address.folded, :group_id, 'reading/copy ' || :post_id, :now_s
from member join person on person.id = member.person_id
join address on address.id = person.address_id
where member.id = :member_id;

-- name: queue-notice
-- One letter of the server's own, to one address.
insert into delivery (kind, group_id, notice, address, size, due_s, turn_ms, created_s)
values ('notice', :group_id, :notice, :address, 1, :now_s, :now_s * 1000, :now_s);

-- name: queue-forward-to-facilitators
-- A letter for the people in charge: the group's own, else its parent's.
insert into delivery (kind, group_id, letter_id, notice, members, size, due_s, turn_ms, created_s)
select 'forward', :group_id, :letter_id, :word, members, size, :now_s, :now_s * 1000, :now_s
from (
    select json_group_array(member.id) as members, count(*) as size from member
    where member.role = 'facilitator' and member.status = 'active' and member.group_id = (
        select candidate.id from groups as own
        join groups as candidate on candidate.id in (own.id, own.parent_id)
        where own.id = :group_id and exists (
            select 1 from member as boss
            where boss.group_id = candidate.id and boss.role = 'facilitator'
                and boss.status = 'active'
        )
        order by candidate.id <> own.id limit 1
    )
)
where size > 0;

-- name: queue-forward-to-owner
-- A letter for the people in charge where a group and its parent have none: the site's owner.
insert into delivery (kind, group_id, letter_id, notice, address, size, due_s, turn_ms, created_s)
select 'forward', :group_id, :letter_id, :word, :owner, 1, :now_s, :now_s * 1000, :now_s
where not exists (
    select 1 from delivery where letter_id = :letter_id and kind = 'forward'
        and notice = :word and group_id is cast(:group_id as integer)
);

-- name: claim-deliveries
-- Take the next rows that are due, for a while.
update delivery set lease_until_s = :lease_until_s, worker = :worker
where id in (
    select id from delivery
    where state = 'waiting' and due_s <= :now_s and lease_until_s <= :wall_s
    order by turn_ms limit :most
)
returning *;

-- name: find-readers
-- The addresses of member ids (JSON array), as they are now: who left or was erased is not there.
select member.id, address.address
from json_each(:members) as wanted
join member on member.id = wanted.value
join person on person.id = member.person_id
join address on address.id = coalesce(member.address_id, person.address_id)
where member.status = 'active'
order by wanted.key;

-- name: get-copy
-- What a list copy is made of.
select post.id, post.copy_settings, post.recipients, groups.name, groups.language,
    groups.parent_id, letter.content, letter.sender, letter.peer,
    letter.helo, letter.received_s
from post
join groups on groups.id = post.group_id
join letter on letter.id = post.letter_id
where post.id = :post_id;

-- name: keep-row
-- Note the recipients that are left in a row.
update delivery set members = :members, size = :size, lease_until_s = :lease_until_s
where id = :id;

-- name: release-row
-- Give a row back, to be claimed when it is due. It was not tried, so it has not aged: what it waits
-- is taken off its age, `due_s - first_tried_s`.
update delivery set lease_until_s = 0, worker = '', due_s = :due_s, last_error = :last_error,
    first_tried_s = first_tried_s + :due_s - due_s
where id = :id;

-- name: drop-row
-- All of a row is settled.
delete from delivery where id = :id;

-- name: split-row
-- Recipients of a row that must wait longer than the rest, or that failed: a row of their own. The
-- time by which this try was late, with the relay or the server down, is taken off its age.
insert into delivery (kind, form, state, group_id, post_id, digest_id, letter_id, notice, members,
    address, size, attempts, first_tried_s, due_s, turn_ms, expires_s, last_error, created_s)
select kind, form, :state, group_id, post_id, digest_id, letter_id, notice, :members,
    case when members is null then address end, :size, attempts + 1,
    coalesce(first_tried_s + max(:now_s - due_s, 0), :now_s), :due_s, :due_s * 1000, expires_s, :last_error, created_s
from delivery where id = :id;

-- name: add-result
-- What became of some recipients of a row. Of a farewell it is not kept where it went (R31).
insert into delivery_result (delivery_id, kind, post_id, members, address, size, result, reply, at_s)
select id, kind, post_id, :members,
    case
        when members is not null then null
        when notice like '{"template":"rights/forgotten"%' then ''
        else address
    end,
    :size, :result,
    case when notice like '{"template":"rights/forgotten"%' then '' else :reply end, :now_s
from delivery where id = :id;

-- name: free-leases
-- After a crash: nobody works on anything.
update delivery set lease_until_s = 0, worker = '' where lease_until_s > 0;

-- name: next-due
-- When the next waiting row is due.
select min(due_s) as due_s from delivery where state = 'waiting' and lease_until_s <= :wall_s;

-- name: list-queue
-- Every row of the queue with what it carries; its recipients are counted out by the reader.
select delivery.*, post.subject as post_subject, groups.name as group_name,
    coalesce(post.author, letter.sender, '') as author
from delivery
left join groups on groups.id = delivery.group_id
left join post on post.id = delivery.post_id
left join letter on letter.id = delivery.letter_id
order by delivery.due_s, delivery.id;

-- name: find-queued-addresses
-- The addresses of queued member ids (JSON array), whatever their standing.
select member.id, address.address
from json_each(:members) as wanted
join member on member.id = wanted.value
join person on person.id = member.person_id
join address on address.id = coalesce(member.address_id, person.address_id)
order by wanted.key;

-- name: single-out
-- One recipient of a row gets a row of their own, otherwise alike.
insert into delivery (kind, form, state, group_id, post_id, digest_id, letter_id, notice, members,
    size, attempts, first_tried_s, due_s, turn_ms, expires_s, last_error, created_s)
select kind, form, state, group_id, post_id, digest_id, letter_id, notice, :members, 1, attempts,
    first_tried_s, due_s, turn_ms, expires_s, last_error, created_s
from delivery where id = :id
returning id;

-- name: shrink-row
-- The recipients that are left in a row of which one was taken out.
update delivery set members = :members, size = :size where id = :id;

-- name: get-row
-- One row of the queue.
select * from delivery where id = :id;

-- name: retry-rows
-- Try again now: one row, or all (null). A failed row starts afresh.
update delivery set due_s = :now_s, turn_ms = :now_s * 1000, state = 'waiting', last_error = '',
    attempts = case when state = 'failed' then 0 else attempts end,
    first_tried_s =
        case when state <> 'failed' then first_tried_s + max(:now_s - due_s, 0) end
where cast(:id as integer) is null or id = :id;

-- name: count-queue
-- Recipients by state: never tried, tried, given up.
select
    coalesce(sum(case when state = 'waiting' and attempts = 0 then size end), 0) as waiting,
    coalesce(sum(case when state = 'waiting' and attempts > 0 then size end), 0) as retrying,
    coalesce(sum(case when state = 'failed' then size end), 0) as failed,
    min(case when state = 'waiting' then created_s end) as oldest_s
from delivery;

-- name: count-results
-- What was done since a time, by result.
select result, sum(size) as recipients from delivery_result where at_s > :since_s group by result;

-- name: prune-results
-- Forget what was done long ago.
delete from delivery_result where at_s < :before_s;

-- name: count-site
-- The figures of `dgroup status`.
select
    (select count(*) from groups) as groups,
    (select count(*) from member where status in ('active', 'disabled')) as members,
    (select count(*) from post) as posts,
    (select count(*) from held where state = 'waiting') as held,
    (select count(*) from shunted) as shunted;
