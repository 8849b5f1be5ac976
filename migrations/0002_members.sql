-- What members say by reply: how mail comes, who they are, which threads they follow.

alter table letter add column authenticated text not null default ''; -- the domain vouched for

alter table member add column former_delivery text;      -- what `resume` brings back
alter table member add column welcomed_s integer;        -- when they were asked who they are
alter table member add column reminders integer not null default 0;  -- how often they were reminded

alter table delivery add column form text not null default ''   -- of a post's copies
    check (form in ('', 'text', 'whole'));               -- '' as it came, but text only where asked

alter table held add column released_by text;            -- may go out, by whose word
create index held_released on held (id) where state = 'waiting' and released_by is not null;
alter table held add column told_s integer;              -- when facilitators were told

alter table ticket add column asked_again_s integer;     -- an answer was not understood: said once

create table former_member (                             -- one that another of the same person took in
    id integer primary key,                              -- as links and return paths still name it
    member_id integer not null references member (id) on delete cascade,
    address_id integer references address (id) on delete set null  -- where its mail went
) strict;
create index former_member_of on former_member (member_id);

create table wish (                                      -- what a member wants of one thread
    thread_id integer not null references thread (id) on delete cascade,
    member_id integer not null references member (id) on delete cascade,
    kind text not null check (kind in ('mute', 'follow')),
    primary key (thread_id, member_id)
) strict, without rowid;
create index wish_of_member on wish (member_id);

create index introduction_of_person on introduction (group_id, person_id);

create index member_waiting on member (welcomed_s)
    where introduced_s is null and welcomed_s is not null;

drop index member_reading;                               -- who reads a post, found in one index
create index member_reading
    on member (group_id, delivery, is_text_only, id, paused_until_s, has_copy)
    where status = 'active';

alter table post add column has_text integer not null default 0;  -- whether `post_text` has it
create index post_unread on post (group_id, id) where has_text = 0;
