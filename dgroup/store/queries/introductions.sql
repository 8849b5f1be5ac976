-- name: replace-introductions
-- Another introduction takes the place of one that waits.
update introduction set state = 'replaced', post_at_s = null
where group_id = :group_id and person_id = :person_id and state = 'waiting';

-- name: add-introduction
-- What a member wrote about themselves, to be posted in a while.
insert into introduction (id, group_id, person_id, letter_id, text, answers, state, post_at_s,
    created_s)
values (:id, :group_id, :person_id, :letter_id, :text, :answers, 'waiting', :post_at_s, :now_s);

-- name: note-introduced
-- A member has presented themselves; the first time counts.
update member set introduced_s = coalesce(introduced_s, :introduced_s)
where group_id = :group_id and person_id = :person_id;

-- name: present-introduction
-- An introduction has become a post.
update introduction set state = 'posted', post_id = :post_id, post_at_s = null where id = :id;

-- name: withdraw-introduction
-- Its writer does not want an introduction to be posted.
update introduction set state = 'withdrawn', post_at_s = null where id = :id and state = 'waiting';

-- name: unnote-introduced
-- A member whose only introduction is withdrawn has not presented themselves by it.
update member set introduced_s = null
where (group_id, person_id, introduced_s) in (
    select gone.group_id, gone.person_id, first.created_s from introduction as gone
    join introduction as first on first.group_id = gone.group_id
        and first.person_id = gone.person_id
    where gone.id = :id and not exists (
        select 1 from introduction as other
        where other.group_id = gone.group_id and other.person_id = gone.person_id
            and other.state in ('waiting', 'posted')));

-- name: get-introduction
-- What somebody has last written about themselves in a group, waiting or posted; with its post.
select introduction.id, introduction.group_id, introduction.person_id, introduction.letter_id,
    introduction.text, introduction.answers, introduction.state, introduction.post_at_s,
    introduction.created_s, post.id as post_id
from introduction
left join post on post.group_id = introduction.group_id
    and post.message_id = 'introduction.' || introduction.id || '@' || :domain
where introduction.group_id = :group_id and introduction.person_id = :person_id
    and state in ('waiting', 'posted')
order by introduction.id desc limit 1;

-- name: find-waiting-introduction
-- Whether nobody has stopped or posted an introduction.
select 1 from introduction where id = :id and state = 'waiting';

-- name: list-presented
-- Who has presented themselves in a group and may be shown, but for one person; the latest first.
select person.name, member.role, introduction.text, introduction.answers, introduction.created_s
from introduction
join person on person.id = introduction.person_id
join member on member.person_id = person.id and member.group_id = introduction.group_id
where introduction.id in (
        select max(shown.id) from introduction as shown
        join post on post.group_id = shown.group_id
            and post.message_id = 'introduction.' || shown.id || '@' || :domain
        where shown.group_id = :group_id and state = 'posted'
        group by shown.person_id)
    and member.status in ('active', 'disabled')
    and person.is_concealed = 0 and person.name <> '' and person.id <> :but_person_id
order by introduction.id desc limit :most;

-- name: list-shown-members
-- Who is in a group and may be shown, by name; with what they last wrote about themselves.
with last (person_id, id) as materialized (
    select shown.person_id, max(shown.id) from introduction as shown
    join post on post.group_id = shown.group_id
        and post.message_id = 'introduction.' || shown.id || '@' || :domain
    where shown.group_id = :group_id and state = 'posted'
    group by shown.person_id)
select person.name, member.role, introduction.text, introduction.answers, introduction.created_s
from member
join person on person.id = member.person_id
left join last on last.person_id = person.id
left join introduction on introduction.id = last.id
where member.group_id = :group_id and member.status in ('active', 'disabled')
    and person.is_concealed = 0 and person.name <> ''
order by introduction.id is null, lower(person.name), person.id limit :most;

-- name: count-presented
-- How many take part in a group, how many of them are shown, and how many said who they are.
select count(*) as members,
    coalesce(sum(person.is_concealed = 0 and person.name <> ''), 0) as shown,
    coalesce(sum(person.id in (
        select shown.person_id from introduction as shown
        join post on post.group_id = shown.group_id
            and post.message_id = 'introduction.' || shown.id || '@' || :domain
        where shown.group_id = :group_id and state = 'posted')), 0) as presented
from member join person on person.id = member.person_id
where member.group_id = :group_id and member.status in ('active', 'disabled');

-- name: find-unshown
-- Whether somebody has presented themselves in a group only by words that are no post there yet.
select 1 from address
join member on member.person_id = address.person_id and member.group_id = :group_id
where address.folded = :folded
    and exists (
        select 1 from introduction
        where introduction.group_id = :group_id and introduction.person_id = member.person_id
            and introduction.created_s = member.introduced_s)
    and not exists (
        select 1 from introduction
        join post on post.group_id = :group_id
            and post.message_id = 'introduction.' || introduction.id || '@' || :domain
        where introduction.group_id = :group_id and introduction.person_id = member.person_id
            and introduction.state = 'posted');

-- name: list-due-introductions
-- Introductions that nobody stopped in time, the oldest first, with who wrote them and where.
select introduction.*, person.name, address.address
from introduction
join person on person.id = introduction.person_id
join address on address.id = person.address_id
where state = 'waiting' and post_at_s <= :now_s and +introduction.id > :after_id
order by +introduction.id limit :most;

-- name: list-unheld
-- Letters held for the lack of an introduction, where that of their writer is a post by now.
select held.id from held
cross join groups
where groups.id = held.group_id and held.state = 'waiting' and held.reason = 'not_introduced'
    and groups.archived_s is null
    and exists (
        select 1 from introduction
        join post on post.group_id = introduction.group_id
            and post.message_id = 'introduction.' || introduction.id || '@' || :domain
        where introduction.group_id = held.group_id and introduction.person_id = held.person_id
            and introduction.state = 'posted')
order by held.received_s, held.id;

-- name: list-unintroduced
-- Members who were asked who they are and have not said so: a first time, and a last one.
select member.id, member.group_id, member.welcomed_s, member.reminders, member.is_exempt,
    person.id as person_id, person.name, person.language, address.address
from member
join groups on groups.id = member.group_id
join person on person.id = member.person_id
join address on address.id = coalesce(member.address_id, person.address_id)
where member.introduced_s is null and member.welcomed_s <= :first_s
    and (member.reminders = 0 or (member.reminders = 1 and member.welcomed_s <= :last_s))
    and member.status = 'active' and member.role in ('member', 'resource')
    and member.delivery <> 'none'
    and (member.paused_until_s is null or member.paused_until_s <= :now_s)
    and groups.archived_s is null
    and coalesce(json_extract(groups.settings, '$.introductions'), :introductions) <> 'off'
order by member.welcomed_s, member.id limit :most;
