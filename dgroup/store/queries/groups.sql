-- name: list-names
-- Every local part that leads to a living group: for routing.
select name, id as group_id from groups where archived_s is null
union all
select alias.name, alias.group_id
from alias join groups on groups.id = alias.group_id where groups.archived_s is null;

-- name: list-all-names
-- Every local part that is or was a group's, archived ones too: for new names.
select name, name as group_name from groups
union all
select alias.name, groups.name from alias join groups on groups.id = alias.group_id;

-- name: find-group
-- One group by its name or a former one, archived or not, with the name of its parent.
select groups.*, parent.name as parent
from groups left join groups as parent on parent.id = groups.parent_id
where groups.id = coalesce(
    (select id from groups where name = :name), (select group_id from alias where name = :name));

-- name: get-group
-- One group with the name of its parent.
select groups.*, parent.name as parent
from groups left join groups as parent on parent.id = groups.parent_id
where groups.id = :group_id;

-- name: list-groups
-- All groups with their counts, by name.
select groups.*, parent.name as parent,
    (select count(*) from member
     where member.group_id = groups.id and status in ('active', 'disabled')) as members,
    (select count(*) from post where post.group_id = groups.id) as posts
from groups left join groups as parent on parent.id = groups.parent_id
order by groups.name;

-- name: count-group
-- How many take part in one group, and how many posts it has.
select
    (select count(*) from member
     where group_id = :group_id and status in ('active', 'disabled')) as members,
    (select count(*) from post where group_id = :group_id) as posts;

-- name: list-subgroups
-- The groups directly below one.
select groups.*, parent.name as parent
from groups join groups as parent on parent.id = groups.parent_id
where groups.parent_id = :group_id order by groups.name;

-- name: add-group
-- Start a group.
insert into groups (id, name, title, parent_id, language, timezone, settings, created_s)
values (:id, :name, :title, :parent_id, :language, :timezone, :settings, :now_s);

-- name: change-group
-- Write down what a group is now.
update groups set title = :title, language = :language, timezone = :timezone,
    settings = :settings, archived_s = :archived_s
where id = :group_id;

-- name: rename-group
-- Give a group another name.
update groups set name = :name where id = :group_id;

-- name: add-alias
-- Let a former name go on working.
insert into alias (name, group_id) values (:name, :group_id)
on conflict (name) do update set group_id = excluded.group_id;

-- name: drop-alias
-- A group takes back a former name of its own.
delete from alias where name = :name and group_id = :group_id;

-- name: delete-group
-- Remove a group; what belongs to it goes with it.
delete from groups where id = :group_id;

-- name: list-hidden-names
-- The names of hidden groups, aliases too, in which whoever has an address takes no part, nor leads
-- the one above.
select local.name from (
    select name, id as group_id from groups union all select name, group_id from alias
) as local
join groups on groups.id = local.group_id
where coalesce(json_extract(groups.settings, '$.hidden'), :is_hidden) = 1
    and groups.id not in (
        select member.group_id from member join address on address.person_id = member.person_id
        where address.folded = :folded
            and member.status in ('active', 'disabled', 'pending', 'invited')
    )
    and not exists (
        select 1 from member join address on address.person_id = member.person_id
        where address.folded = :folded and member.group_id = groups.parent_id
            and member.role = 'facilitator' and member.status in ('active', 'disabled')
    );
