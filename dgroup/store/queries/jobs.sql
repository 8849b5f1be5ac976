-- name: list-jobs
-- All jobs with their next due time.
select * from job order by name;

-- name: plan-job
-- Make a job known. Its next due time stays as it is, unless it never ran and may be due earlier.
insert into job (name, rule, due_s) values (:name, :rule, :due_s)
on conflict (name) do update set
    due_s = case
        when job.rule <> excluded.rule then excluded.due_s
        when job.started_s is null then min(job.due_s, excluded.due_s)
        else job.due_s end,
    rule = excluded.rule;

-- name: claim-job
-- Take one job that is due, for a while.
update job set lease_until_s = :lease_until_s, worker = :worker, started_s = :now_s
where name = :name and due_s <= :due_by_s and lease_until_s <= :wall_s
returning *;

-- name: finish-job
-- Say how it went, and when it is due next.
update job set lease_until_s = 0, worker = '', due_s = :due_s, finished_s = :now_s,
    last_error = :last_error
where name = :name;

-- name: bring-job-forward
-- No job waits for longer than its rule says.
update job set due_s = :due_s where name = :name and due_s > :due_s;

-- name: free-jobs
-- After a crash: nobody works on anything.
update job set lease_until_s = 0, worker = '' where lease_until_s > 0;

-- name: optimise
-- Let SQLite look at its statistics.
pragma optimize;
