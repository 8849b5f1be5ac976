-- What facilitators do by mail: whom they trust, whom they wrote to, and rounds of asking.

alter table member add column is_trusted integer not null default 0; -- posts at once, even when new
alter table member add column nudged_s integer;          -- when facilitators last had them written to
alter table member add column invited_s integer;         -- when they were invited
alter table member add column ended_s integer;           -- left, removed or banned; null: takes part

alter table held add column reminded_s integer;          -- when facilitators were reminded of it

alter table post add column reach text not null default 'each'   -- who gets a copy at once:
    check (reach in ('each', 'digests', 'everyone'));    -- digest readers, too; those without mail, too

alter table answer add column proof text not null default ''  -- of who asked for it by a mail;
    check (proof in ('', 'unproven', 'proven'));         -- '': nobody, or others did

create table asked (                                     -- whom an activity asks
    activity_id integer not null references activity (id) on delete cascade,
    member_id integer not null references member (id) on delete cascade,
    asked_s integer,                                     -- null: their letter is still to be written
    reminded_s integer,
    primary key (activity_id, member_id)
) strict, without rowid;
create index asked_member on asked (member_id);
create index asked_waiting on asked (activity_id) where asked_s is null;
create index activity_running on activity (kind, group_id) where state <> 'closed';
