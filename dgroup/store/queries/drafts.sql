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
delete from activity
where kind = 'summary' and state <> 'closed' and json_extract(data, '$.decision') = ''
    and exists (
        select 1 from person
        where person.id = :person_id and person.name <> '' and instr(data, person.name))
    and group_id in (select group_id from member where person_id = :person_id);

-- name: forget-summaries
-- What summaries that have gone out say of a forgotten person is not kept for replies to them.
update digest set data = '{}'
where kind = 'summary' and exists (
        select 1 from person
        where person.id = :person_id and person.name <> '' and instr(data, person.name))
    and group_id in (select group_id from member where person_id = :person_id)
    and not exists (
        select 1 from delivery where delivery.digest_id = digest.id and delivery.state = 'waiting');

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
