-- name: list-orphans
-- Living groups of some size that nobody has been in charge of since before a time: no facilitator of
-- their own nor of the group above takes part. Since when, as the audit has it, and when members were
-- last asked for a volunteer, and the operator last told.
select since.*, asking.created_s as asked_s,
    json_extract(asking.data, '$.told_s') as told_s
from (
    select orphan.*,
        case when lost_s > created_s then lost_s else created_s end as since_s
    from (
        select groups.*, parent.name as parent,
            (select count(*) from member
             where member.group_id = groups.id and member.status in ('active', 'disabled')
            ) as members,
            coalesce((
                select max(audit.at_s) from audit
                where audit.group_id in (groups.id, groups.parent_id)
                    and (audit.action in ('removed', 'banned', 'role', 'handover ended',
                            'member set', 'member remove')
                        or audit.action = 'left'
                            and json_extract(audit.detail, '$.role') = 'facilitator')
            ), 0) as lost_s,
            (select max(activity.id) from activity
             where activity.group_id = groups.id and activity.kind = :kind) as asking_id
        from groups left join groups as parent on parent.id = groups.parent_id
        where groups.archived_s is null and groups.name <> :own
            and not exists (
                select 1 from member
                where member.group_id in (groups.id, groups.parent_id)
                    and member.role = 'facilitator' and member.status = 'active')
    ) as orphan
) as since left join activity as asking on asking.id = since.asking_id
where members >= :least and since_s <= :before_s
order by since.name;
