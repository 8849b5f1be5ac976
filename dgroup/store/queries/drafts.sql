-- name: list-groups-with-summaries
-- Living groups that have a summary now and then, and those whose draft is still to be ended; the
-- site's groups have one every so many days where they do not say.
select groups.*, parent.name as parent
from groups left join groups as parent on parent.id = groups.parent_id
where groups.archived_s is null and (
    coalesce(json_extract(groups.settings, '$.summary_every'), :every) > 0
    or exists (
        select 1 from activity
        where activity.group_id = groups.id and activity.kind = 'summary'
            and activity.state <> 'closed'))
order by groups.name;

-- name: find-latest-activity
-- The last that a group began of one kind, whatever became of it.
select * from activity where group_id = :group_id and kind = :kind order by id desc limit 1;

-- name: forget-drafts
-- Drafts that name a forgotten person, and that nobody has decided about, are made anew without.
with names (name) as (
    select name from person where id = :person_id and name <> ''
    union select author_name from post where person_id = :person_id and author_name <> ''
)
delete from activity
where kind = 'summary' and state <> 'closed' and json_extract(data, '$.decision') = ''
    and exists (select 1 from names where instr(data, json_quote(name)))
    and group_id in (
        select group_id from member where person_id = :person_id
        union select group_id from post where person_id = :person_id);

-- name: forget-in-drafts
-- In the others a forgotten person is one who has left: their name stands in no list any more.
with recursive names (number, name) as (
    select row_number() over (order by name), name from (
        select name from person where id = :person_id and name <> ''
        union select author_name from post where person_id = :person_id and author_name <> '')
)
update activity set data = (
    with recursive told (number, text) as (
        select 0, activity.data
        union all select names.number, replace(text, json_quote(name), '""')
        from told join names on names.number = told.number + 1)
    select text from told order by number desc limit 1)
where kind = 'summary' and state <> 'closed' and group_id in (
    select group_id from member where person_id = :person_id
    union select group_id from post where person_id = :person_id);

-- name: forget-in-summaries
-- The same in summaries that have gone out, or are on their way.
with recursive names (number, name) as (
    select row_number() over (order by name), name from (
        select name from person where id = :person_id and name <> ''
        union select author_name from post where person_id = :person_id and author_name <> '')
)
update digest set data = (
    with recursive told (number, text) as (
        select 0, digest.data
        union all select names.number, replace(text, json_quote(name), '""')
        from told join names on names.number = told.number + 1)
    select text from told order by number desc limit 1)
where kind = 'summary' and group_id in (
    select group_id from member where person_id = :person_id
    union select group_id from post where person_id = :person_id);

-- name: list-summary-readers
-- Whom a summary goes to, and in which language: who reads digests, who reads each post as well
-- where the group wants that, and nobody who rests.
select member.id, coalesce(person.language, groups.language) as language
from member
join person on person.id = member.person_id
join groups on groups.id = member.group_id
where member.group_id = :group_id and member.status = 'active'
    and (member.paused_until_s is null or member.paused_until_s <= :now_s)
    and (member.delivery in ('daily', 'weekly', 'monthly')
        or (:is_for_each <> 0 and member.delivery = 'each'))
order by member.id;
