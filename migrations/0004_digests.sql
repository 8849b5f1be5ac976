-- Digests and summaries: what their readers have had, and one mail to many that can be answered.

alter table post add column is_import integer not null default 0;  -- an archive brought along
create index post_to_read on post (group_id, id, received_s) where is_import = 0;

alter table member add column has_mime_digest integer not null default 0; -- with the posts whole

create table watermark (                                 -- how far a reader of digests has read
    member_id integer not null references member (id) on delete cascade,
    after_id integer not null,                           -- posts with greater ids are to come
    until_id integer,                                    -- up to this one; null: it goes on
    looked_s integer,                                    -- when a digest was last considered
    primary key (member_id, after_id)
) strict, without rowid;
create unique index watermark_open on watermark (member_id) where until_id is null;
create index watermark_closed on watermark (until_id) where until_id is not null;

-- Kept by the store itself, so that no way of changing how mail comes can forget it (R28). It begins
-- with what is posted from now on, and is closed when its member wants each message or none, or
-- leaves: what is still to come then waits until they have mail again. Where nothing was posted
-- meanwhile it goes on as if nothing had been, so that a way back restores it exactly (R9). A pause
-- leaves it as it is.

create trigger watermark_begun after insert on member
when new.status in ('active', 'disabled') and new.delivery in ('daily', 'weekly', 'monthly') begin
    insert into watermark (member_id, after_id)
    values (new.id, (select coalesce(max(id), 0) from post));
end;
create trigger watermark_changed after update of status, delivery on member begin
    delete from watermark
    where member_id = new.id and until_id is null
        and after_id = (select coalesce(max(id), 0) from post)
        and (new.status not in ('active', 'disabled') or new.delivery in ('each', 'none'));
    update watermark set until_id = (select coalesce(max(id), 0) from post)
    where member_id = new.id and until_id is null
        and (new.status not in ('active', 'disabled') or new.delivery in ('each', 'none'));
    update watermark set until_id = null
    where new.status in ('active', 'disabled') and new.delivery in ('daily', 'weekly', 'monthly')
        and member_id = new.id and until_id = (select coalesce(max(id), 0) from post)
        and not exists (
            select 1 from watermark where member_id = new.id and until_id is null);
    insert into watermark (member_id, after_id)
    select new.id, (select coalesce(max(id), 0) from post)
    where new.status in ('active', 'disabled') and new.delivery in ('daily', 'weekly', 'monthly')
        and not exists (
            select 1 from watermark where member_id = new.id and until_id is null);
end;
insert into watermark (member_id, after_id)
select id, (select coalesce(max(id), 0) from post) from member
where status in ('active', 'disabled') and delivery in ('daily', 'weekly', 'monthly');

create table had (                                       -- posts that a reader of digests has had
    member_id integer not null references member (id) on delete cascade,
    post_id integer not null references post (id) on delete cascade,
    primary key (member_id, post_id)
) strict, without rowid;
create index had_of_post on had (post_id);

create table digest (                                    -- one mail to many, as it was sent
    id integer primary key,
    group_id integer not null references groups (id) on delete cascade,
    kind text not null check (kind in ('digest', 'summary')),
    form text not null check (form in ('plain', 'mime', 'small')),
    language text not null,
    data text not null,                                  -- which posts it holds, or what it says
    made_s integer not null
) strict;
create index digest_by_age on digest (made_s);
create index digest_of_group on digest (group_id);

-- A delivery may carry a digest: the table is made anew, for its kinds are checked.

create table delivery_anew (
    id integer primary key autoincrement,
    kind text not null check (kind in ('post', 'notice', 'forward', 'digest')),
    form text not null default '' check (form in ('', 'text', 'whole')),   -- of a post's copies
    state text not null default 'waiting' check (state in ('waiting', 'failed')),
    group_id integer references groups (id) on delete cascade,
    post_id integer references post (id) on delete cascade,
    digest_id integer references digest (id) on delete cascade,
    letter_id integer references letter (id),   -- of a forward
    notice text,                                -- template, language and data of a notice
    members text,                               -- JSON array of member ids, resolved when claimed
    address text,                               -- or one address, of somebody who is no member
    size integer not null,                      -- how many recipients
    attempts integer not null default 0,
    first_tried_s integer,                      -- giving up counts due_s - this: time tried, not down
    due_s integer not null,
    turn_ms integer not null,                   -- rows of different posts take turns
    expires_s integer,                          -- a notice that is of no use after that
    lease_until_s integer not null default 0,
    worker text not null default '',
    last_error text not null default '',
    created_s integer not null,
    check ((members is null) <> (address is null))
) strict;
insert into delivery_anew (id, kind, form, state, group_id, post_id, letter_id, notice, members,
    address, size, attempts, first_tried_s, due_s, turn_ms, expires_s, lease_until_s, worker,
    last_error, created_s)
select id, kind, form, state, group_id, post_id, letter_id, notice, members,
    address, size, attempts, first_tried_s, due_s, turn_ms, expires_s, lease_until_s, worker,
    last_error, created_s
from delivery;
drop table delivery;
alter table delivery_anew rename to delivery;
create index delivery_turn on delivery (turn_ms) where state = 'waiting';
create index delivery_due on delivery (due_s) where state = 'waiting';
create index delivery_of_post on delivery (post_id);
create index delivery_of_group on delivery (group_id);
create index delivery_of_letter on delivery (letter_id) where letter_id is not null;
create index delivery_of_digest on delivery (digest_id) where digest_id is not null;
