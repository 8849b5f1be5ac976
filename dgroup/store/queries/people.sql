-- name: find-sender
-- Who writes from an address, and what they are in a group (columns are null where nothing).
select person.id as person_id, person.name, person.language, person.timezone,
    person.is_concealed, preferred.address,
    member.id as member_id, member.role, member.status, member.delivery, member.is_moderated,
    member.is_exempt, member.introduced_s, member.posts, member.former_delivery,
    member.paused_until_s, member.has_copy, member.is_text_only, member.has_mime_digest, member.joined_s,
    member.welcomed_s, member.is_trusted, member.nudged_s, member.invited_s,
    exists (
        select 1 from groups join member as below on below.group_id = groups.id
        where groups.parent_id = :group_id and below.person_id = person.id
            and below.status = 'active'
    ) as is_subgroup_member,
    member.introduced_s is null and exists (
        select 1 from held
        where held.group_id = :group_id and held.state = 'waiting' and held.received_s > 0
            and held.reason = 'not_introduced' and held.person_id = person.id
    ) as was_asked_who
from address
join person on person.id = address.person_id
join address as preferred on preferred.id = person.address_id
left join member on member.person_id = person.id and member.group_id = :group_id
where address.folded = :folded;

-- name: find-people
-- People by address, name or part of one.
select person.*, preferred.address
from person join address as preferred on preferred.id = person.address_id
where person.name like :pattern
    or person.id in (select person_id from address where folded like :pattern)
order by preferred.folded limit :most;

-- name: find-persons
-- The persons who have these folded addresses (JSON array).
select address.folded, person.id, person.name, person.language, person.timezone,
    person.is_concealed, preferred.address
from address join person on person.id = address.person_id
join address as preferred on preferred.id = person.address_id
where address.folded in (select value from json_each(:folded));

-- name: get-person
-- One person by an address of theirs.
select person.*, preferred.address
from address join person on person.id = address.person_id
join address as preferred on preferred.id = person.address_id
where address.folded = :folded;

-- name: list-addresses
-- All addresses of a person.
select * from address where person_id = :person_id order by id;

-- name: list-memberships
-- All memberships of a person.
select member.*, groups.name as group_name
from member join groups on groups.id = member.group_id
where member.person_id = :person_id order by groups.name;

-- name: list-members
-- The members of a group; with `is_all` also those who left, were removed or banned.
select member.*, person.name, address.address
from member
join person on person.id = member.person_id
join address on address.id = coalesce(member.address_id, person.address_id)
where member.group_id = :group_id
    and (:is_all = 1 or member.status in ('invited', 'pending', 'active', 'disabled'))
order by address.folded;

-- name: find-members
-- The members of a group among these persons (JSON array of ids).
select id, person_id, status, role from member
where group_id = :group_id and person_id in (select value from json_each(:person_ids));

-- name: add-person
-- Get to know a person.
insert into person (id, name, address_id, created_s) values (:id, :name, :address_id, :now_s);

-- name: add-address
-- Write down an address of a person.
insert into address (id, person_id, address, folded, created_s)
values (:id, :person_id, :address, :folded, :now_s);

-- name: change-person
-- What a person is called, the language they read, and their time zone ('' = that of the groups).
update person set name = coalesce(:name, name), language = coalesce(:language, language),
    timezone = nullif(coalesce(:timezone, timezone), '')
where id = :person_id;

-- name: delete-person
-- Forget a person; addresses and memberships go with them.
delete from person where id = :person_id;

-- name: blank-author
-- Take a forgotten person's name from their posts.
update post set author = '', author_name = '', person_id = null, member_id = null
where person_id = :person_id or lower(author) in (
    select folded from address where person_id = :person_id
    union select lower(address) from address where person_id = :person_id);

-- name: mark-letters
-- Mail of a forgotten person that became no post may go at once: it counts as older than any other.
update letter set received_s = 0
where id is not :spared_id
    and id not in (select letter_id from post)
    and id not in (select letter_id from shunted)
    and id not in (select letter_id from delivery where letter_id is not null)
    and (
        lower(sender) in (
            select folded from address where person_id = :person_id
            union select lower(address) from address where person_id = :person_id)
        or id in (
            select letter_id from held
            where person_id = :person_id or lower(author) in (
                select folded from address where person_id = :person_id
                union select lower(address) from address where person_id = :person_id))
    );

-- name: mark-letter
-- The same for one mail.
update letter set received_s = 0 where id = :letter_id;

-- name: forget-held
-- What a forgotten person wrote and no facilitator let through.
delete from held
where person_id = :person_id or lower(author) in (
    select folded from address where person_id = :person_id
    union select lower(address) from address where person_id = :person_id);

-- name: forget-copies
-- What waits or has failed for a forgotten person among others: they are taken out of the row.
update delivery set (members, size) = (
    select json_group_array(value), count(*) from (
        select value from json_each(delivery.members)
        where value not in (select id from member where person_id = :person_id)
        order by key))
where exists (
    select 1 from json_each(delivery.members)
    where value in (select id from member where person_id = :person_id));

-- name: blank-notices
-- Letters that wait for others are sent, but without the addresses of a forgotten person.
update delivery set notice = (
    with recursive
        own (position, written, folded) as (
            select row_number() over (order by id), json_quote(address), json_quote(folded)
            from address where person_id = :person_id),
        blanked (position, notice) as (
            select 0, delivery.notice
            union all
            select own.position, replace(replace(blanked.notice, written, '""'), folded, '""')
            from blanked join own on own.position = blanked.position + 1)
    select blanked.notice from blanked order by blanked.position desc limit 1)
where kind = 'notice' and exists (
    select 1 from address where person_id = :person_id
        and (instr(notice, json_quote(address)) or instr(notice, json_quote(folded))));

-- name: forget-mentions
-- Those that have such an address in the midst of a text are not. (A forward's is a bare word,
-- no JSON; `iif` because nothing says which condition is looked at first.)
delete from delivery
where kind = 'notice' and exists (
    select 1 from address, json_tree(iif(delivery.kind = 'notice', delivery.notice, '{}')) as said
    where address.person_id = :person_id and said.type = 'text'
        and (instr(lower(said.atom), folded) or instr(lower(said.atom), lower(address)))
        and ' ' || lower(said.atom) || ' ' glob '*[^a-z0-9._+-]' || folded || '[^a-z0-9-]*');

-- name: forget-notices
-- What waits for a forgotten person alone, copies too.
delete from delivery
where size = 0 or lower(address) in (
    select folded from address where person_id = :person_id
    union select lower(address) from address where person_id = :person_id);

-- name: forget-errors
-- What a relay said of a forgotten person, and named them.
update delivery set last_error = ''
where last_error <> '' and exists (
    select 1 from address where person_id = :person_id
        and (instr(lower(last_error), folded) or instr(lower(last_error), lower(address))));

-- name: forget-replies
-- The same, in the record of what was done.
update delivery_result set reply = ''
where reply <> '' and exists (
    select 1 from address where person_id = :person_id
        and (instr(lower(reply), folded) or instr(lower(reply), lower(address))));

-- name: forget-results
-- What a forgotten person was sent still counts, but not to whom.
update delivery_result set address = ''
where lower(address) in (
    select folded from address where person_id = :person_id
    union select lower(address) from address where person_id = :person_id);

-- name: forget-answers
-- What the robot wrote to a forgotten person.
delete from answer where folded in (select folded from address where person_id = :person_id);

-- name: forget-tickets
-- Acts that waited for an address of a forgotten person, or have one anywhere in a text, as what
-- was asked for and not yet confirmed may: nobody is put back in by a later yes.
delete from ticket
where lower(address) in (
        select folded from address where person_id = :person_id
        union select lower(address) from address where person_id = :person_id)
    or exists (
        select 1 from address, json_tree(ticket.object) as part
        where address.person_id = :person_id and part.type = 'text'
            and (instr(lower(part.atom), folded) or instr(lower(part.atom), lower(address.address)))
            and (lower(part.atom) = lower(address.address)
                or ' ' || lower(part.atom) || ' ' glob '*[^a-z0-9._+-]' || folded || '[^a-z0-9-]*'
                or ' ' || lower(part.atom) || ' '
                    glob '*[^a-z0-9._+-]' || lower(address.address) || '[^a-z0-9-]*'));

-- name: forget-answerers
-- An act that a forgotten person did for another address stays done, by nobody.
update ticket set used_by = ''
where used_by <> '' and lower(used_by) in (
    select folded from address where person_id = :person_id
    union select lower(address) from address where person_id = :person_id);

-- name: forget-notes
-- What a forgotten person did stays done, by nobody.
update audit set actor = ''
where lower(actor) in (
    select folded from address where person_id = :person_id
    union select lower(address) from address where person_id = :person_id);

-- name: forget-details
-- What was noted with it, where that names them.
update audit set detail = '{}'
where detail <> '{}' and exists (
    select 1 from address where person_id = :person_id
        and (instr(lower(detail), folded) or instr(lower(detail), lower(address))));

-- name: forget-makers
-- The groups that came of a round of cases stay, made by nobody.
update activity set data = json_set(data, '$.made_by', '')
where lower(data ->> '$.made_by') in (
    select folded from address where person_id = :person_id
    union select lower(address) from address where person_id = :person_id);

-- name: forget-offers
-- Nobody takes over from somebody who is forgotten, or gives it back to them.
delete from activity
where kind = 'handover' and lower(data ->> '$.kept.asker') in (
    select folded from address where person_id = :person_id
    union select lower(address) from address where person_id = :person_id);

-- name: add-member
-- Make a person a member; somebody who was one before is one again.
insert into member (id, group_id, person_id, role, status, delivery, is_exempt, welcomed_s,
    joined_s)
values (:id, :group_id, :person_id, :role, :status, :delivery, :is_exempt, :welcomed_s, :now_s)
on conflict (group_id, person_id) do update set
    role = excluded.role, status = excluded.status, delivery = excluded.delivery,
    is_exempt = excluded.is_exempt, former_delivery = null, paused_until_s = null,
    joined_s = case
        when ended_s is null and member.status in ('invited', 'pending')
            and excluded.status in ('active', 'disabled') then excluded.joined_s
        else member.joined_s end,
    ended_s = case when excluded.status in ('active', 'disabled') then null else ended_s end,
    welcomed_s = coalesce(excluded.welcomed_s, welcomed_s),
    reminders = case when excluded.welcomed_s is null then reminders else 0 end;

-- name: change-member
-- Change one membership; null leaves a thing as it is.
update member set role = coalesce(:role, role), status = coalesce(:status, status),
    delivery = coalesce(:delivery, delivery), is_moderated = coalesce(:is_moderated, is_moderated),
    is_trusted = coalesce(:is_trusted, is_trusted),
    has_mime_digest = coalesce(:has_mime_digest, has_mime_digest)
where id = :member_id;

-- name: arrange-member
-- How a membership stands, whole.
update member set status = :status, delivery = :delivery, former_delivery = :former_delivery,
    paused_until_s = :paused_until_s, has_copy = :has_copy, is_text_only = :is_text_only,
    has_mime_digest = :has_mime_digest
where id = :member_id;

-- name: note-invited
-- A member was invited; reminders of the invitation count from here.
update member set invited_s = :now_s, reminders = 0 where id = :member_id;

-- name: note-nudged
-- A facilitator has had a member written to.
update member set nudged_s = :now_s where id = :member_id;

-- name: remind-member
-- A member was reminded, to present themselves or of an invitation.
update member set reminders = reminders + 1 where id = :member_id;

-- name: describe-person
-- What a person says about themselves, whole.
update person set name = :name, language = :language, timezone = :timezone,
    is_concealed = :is_concealed
where id = :person_id;

-- name: count-post-of-member
-- One more post by this member.
update member set posts = posts + 1 where id = :member_id;

-- name: count-answers
-- How many letters the robot has sent since a time to whoever has an address, in answer to mails of
-- theirs that are (not) proven. Counted among the latter is what nobody proven asked for, but for
-- letters about what is held or how groups are doing, and those that people write to each other.
select count(*) as answers from answer
where at_s > :since_s and (proof = :proof or proof = '' and :proof = 'unproven'
        and template not like 'moderation/%' and template not like 'desk/%'
        and template not like 'note/%' and template not like 'nudge/%')
    and folded = coalesce((
    select preferred.folded
    from address join person on person.id = address.person_id
    join address as preferred on preferred.id = person.address_id
    where address.folded = :folded), :folded);

-- name: add-answer
-- The robot writes to somebody. Of a farewell it is not kept to whom (R31).
insert into answer (folded, group_id, template, proof, at_s)
select :folded, :group_id, :template, :proof, :now_s where :template <> 'rights/forgotten';

-- name: add-note
-- Who did what.
insert into audit (actor, action, object, group_id, detail, at_s)
values (:actor, :action, :object, :group_id, :detail, :now_s);

-- name: count-answers-of
-- How many letters of one kind the robot has sent to an address since a time.
select count(*) as answers from answer
where at_s > :since_s and folded = :folded and template = :template;

-- name: count-answers-to-strangers
-- How many letters the robot has sent for a group (null: for the site) to addresses of nobody known,
-- but for those to an operator who moderates.
select count(*) as answers from answer
where at_s > :since_s and group_id is cast(:group_id as integer)
    and template not like 'moderation/%'
    and not exists (select 1 from address where address.folded = answer.folded);
