-- The nouns of the site. Times are UTC epoch seconds (`…_s`), flags 0 or 1, structures JSON text.
-- Ids of what people and effects name come from `sequence`: one row of numbers for the whole site,
-- so that "held 17" and "post 18" can never be mixed up. Queue rows number themselves.

create table sequence (
    next integer not null
) strict;
insert into sequence (next) values (1);

-- People and groups ---------------------------------------------------------------------------

create table person (
    id integer primary key,
    name text not null default '',
    address_id integer,                      -- the preferred one of `address`
    language text,                           -- only where the person said so
    timezone text,
    is_concealed integer not null default 0, -- never shown in lists of members
    created_s integer not null
) strict;

create table address (
    id integer primary key,
    person_id integer not null references person (id) on delete cascade,
    address text not null,                   -- as it was written
    folded text not null unique,             -- as it is matched
    proven_s integer,                        -- when its owner showed that it is theirs
    bounce_score real not null default 0,
    bounced_s integer,
    bounce_status text not null default '',
    created_s integer not null
) strict;
create index address_of_person on address (person_id);

create table groups (                        -- plural: `group` is a word of SQL
    id integer primary key,
    name text not null unique,
    title text not null,
    parent_id integer references groups (id) on delete set null,
    language text not null,
    timezone text not null,
    settings text not null default '{}',     -- only what differs from the site's [groups]
    archived_s integer,
    created_s integer not null
) strict;
create index groups_of_parent on groups (parent_id);

create table alias (                         -- former names, and names of other systems
    name text primary key,
    group_id integer not null references groups (id) on delete cascade
) strict;

create table member (
    id integer primary key,
    group_id integer not null references groups (id) on delete cascade,
    person_id integer not null references person (id) on delete cascade,
    role text not null default 'member'
        check (role in ('member', 'resource', 'observer', 'facilitator')),
    status text not null default 'active'
        check (status in ('invited', 'pending', 'active', 'left', 'removed', 'banned', 'disabled')),
    delivery text not null default 'each'
        check (delivery in ('each', 'daily', 'weekly', 'monthly', 'none')),
    address_id integer references address (id) on delete set null,  -- null: the preferred one
    is_moderated integer not null default 0,
    is_exempt integer not null default 0,    -- from introducing themselves before the first post
    has_copy integer,                        -- of own posts; null: as the group has it
    is_text_only integer not null default 0,
    paused_until_s integer,
    introduced_s integer,
    posts integer not null default 0,
    joined_s integer not null,
    unique (group_id, person_id)
) strict;
create index member_of_person on member (person_id);
create index member_reading on member (group_id, delivery, id) where status = 'active';

create table introduction (
    id integer primary key,
    group_id integer not null references groups (id) on delete cascade,
    person_id integer not null references person (id) on delete cascade,
    letter_id integer,
    post_id integer,
    text text not null,
    answers text not null default '{}',
    state text not null check (state in ('waiting', 'posted', 'withdrawn', 'replaced')),
    post_at_s integer,
    created_s integer not null
) strict;
create index introduction_of_group on introduction (group_id, created_s);
create index introduction_due on introduction (post_at_s) where state = 'waiting';

-- Mail that came in ---------------------------------------------------------------------------

create table letter (                        -- every mail we answered for, as it came in the door
    id integer primary key,
    sender text not null,                    -- reverse path, '' for the null sender
    peer text not null,
    helo text not null,
    message_id text not null,
    body_sha256 text not null,               -- the same mail again has the same, whatever its way
    content blob not null,
    size integer not null,
    received_s integer not null
) strict;
create index letter_by_message_id on letter (message_id);
create index letter_by_age on letter (received_s);
create index letter_by_sender on letter (sender, received_s);

create table account (                       -- what became of each recipient of a letter
    id integer primary key autoincrement,
    letter_id integer not null references letter (id) on delete cascade,
    recipient text not null,
    outcome text not null,
    reason text not null,
    group_id integer,
    subject_id integer,                      -- post, held or shunted, by outcome
    at_s integer not null
) strict;
create index account_of_letter on account (letter_id);

create table thread (
    id integer primary key,
    group_id integer not null references groups (id) on delete cascade,
    subject text not null,
    root_message_id text not null,
    posts integer not null,
    started_s integer not null,
    last_post_s integer not null,
    merged_into integer                      -- ids of threads last: `thread+OLD@` goes on working
) strict;
create index thread_of_group on thread (group_id, last_post_s) where merged_into is null;
create index thread_merged on thread (merged_into) where merged_into is not null;

create table thread_link (                   -- every message id that a thread's posts are or name
    group_id integer not null references groups (id) on delete cascade,
    message_id text not null,
    thread_id integer not null,
    primary key (group_id, message_id)
) strict, without rowid;
create index thread_link_of_thread on thread_link (thread_id);

create table post (
    id integer primary key,
    group_id integer not null references groups (id) on delete cascade,
    thread_id integer not null references thread (id) on delete cascade,
    letter_id integer not null references letter (id),
    message_id text not null,
    parent_message_id text,
    subject text not null,
    author text not null,
    author_name text not null,
    person_id integer references person (id) on delete set null,
    member_id integer,
    body_sha256 text not null,
    copy_settings text not null default '{}',   -- what shapes the copy, as it held at acceptance
    recipients integer not null default 0,      -- how many copies were queued
    sent_s integer not null,
    received_s integer not null,
    unique (group_id, message_id)
) strict;
create index post_of_group on post (group_id, received_s, id);
create index post_by_author on post (group_id, author, received_s);
create index post_of_thread on post (thread_id, sent_s);
create index post_at_root on post (thread_id, sent_s, id) where parent_message_id is null;
create index post_of_person on post (person_id);
create index post_of_letter on post (letter_id);

create table ancestor (                      -- what a post's References and In-Reply-To name
    post_id integer not null references post (id) on delete cascade,
    position integer not null,               -- 0 is the oldest; the highest is nearest
    group_id integer not null,
    message_id text not null,
    primary key (post_id, position)
) strict, without rowid;
create index ancestor_by_message_id on ancestor (group_id, message_id);

create table post_text (                     -- the words of a post, cut when they are first needed
    post_id integer primary key references post (id) on delete cascade,
    subject text not null,
    own_text text not null,
    full_text text not null,
    attachments text not null default '[]'
) strict;
create virtual table post_search using fts5 (
    subject, own_text, content = 'post_text', content_rowid = 'post_id',
    tokenize = 'unicode61 remove_diacritics 2'
);
create trigger post_text_added after insert on post_text begin
    insert into post_search (rowid, subject, own_text)
    values (new.post_id, new.subject, new.own_text);
end;
create trigger post_text_removed after delete on post_text begin
    insert into post_search (post_search, rowid, subject, own_text)
    values ('delete', old.post_id, old.subject, old.own_text);
end;
create trigger post_text_changed after update on post_text begin
    insert into post_search (post_search, rowid, subject, own_text)
    values ('delete', old.post_id, old.subject, old.own_text);
    insert into post_search (rowid, subject, own_text)
    values (new.post_id, new.subject, new.own_text);
end;

create table held (
    id integer primary key,
    group_id integer not null references groups (id) on delete cascade,
    letter_id integer not null references letter (id),
    message_id text not null,
    author text not null,
    author_name text not null,
    person_id integer references person (id) on delete set null,
    subject text not null,
    reason text not null,
    state text not null default 'waiting'
        check (state in ('waiting', 'approved', 'rejected', 'discarded', 'expired')),
    decided_by text not null default '',
    decided_s integer,
    received_s integer not null
) strict;
create index held_waiting on held (group_id, received_s) where state = 'waiting';
create index held_by_message_id on held (group_id, message_id);
create index held_of_letter on held (letter_id);

create table shunted (                       -- mail that our own fault kept from its way
    id integer primary key,
    letter_id integer not null references letter (id),
    recipient text not null,
    error text not null,
    received_s integer not null
) strict;
create index shunted_of_letter on shunted (letter_id);

-- Mail that goes out --------------------------------------------------------------------------

create table delivery (
    id integer primary key autoincrement,
    kind text not null check (kind in ('post', 'notice', 'forward')),
    state text not null default 'waiting' check (state in ('waiting', 'failed')),
    group_id integer references groups (id) on delete cascade,
    post_id integer references post (id) on delete cascade,
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
create index delivery_turn on delivery (turn_ms) where state = 'waiting';
create index delivery_due on delivery (due_s) where state = 'waiting';
create index delivery_of_post on delivery (post_id);
create index delivery_of_group on delivery (group_id);
create index delivery_of_letter on delivery (letter_id) where letter_id is not null;

create table delivery_result (
    id integer primary key autoincrement,
    delivery_id integer not null,
    kind text not null,
    post_id integer,
    members text,
    address text,
    size integer not null,
    result text not null check (result in ('sent', 'failed', 'dropped')),
    reply text not null,
    at_s integer not null
) strict;
create index delivery_result_of_post on delivery_result (post_id);
create index delivery_result_by_age on delivery_result (at_s);

create table bounce (                        -- returned mail and refusals, read for scores later
    id integer primary key autoincrement,
    address_id integer references address (id) on delete cascade,
    group_id integer,
    post_id integer,
    letter_id integer references letter (id) on delete set null,  -- null too for a refusal at RCPT
    status text not null default '',
    detail text not null default '',
    at_s integer not null
) strict;
create index bounce_of_address on bounce (address_id, at_s);
create index bounce_of_letter on bounce (letter_id);

create table answer (                        -- what the robot sent to whom: limits, and R6
    id integer primary key autoincrement,
    folded text not null,
    group_id integer,
    template text not null,
    at_s integer not null
) strict;
create index answer_to_address on answer (folded, at_s);
create index answer_of_group on answer (group_id, at_s);

-- What waits for people -----------------------------------------------------------------------

create table ticket (                        -- an act that waits for a reply
    id integer primary key,
    hash blob not null unique,               -- sha256 of the token; the token itself is only mailed
    action text not null,
    object text not null default '{}',
    person_id integer references person (id) on delete cascade,
    group_id integer references groups (id) on delete cascade,
    address text not null default '',
    is_reusable integer not null default 0,  -- a ballot: may be answered again until it closes
    used_s integer,
    used_by text not null default '',
    expires_s integer not null,
    created_s integer not null
) strict;
create index ticket_by_expiry on ticket (expires_s);
create index ticket_of_person on ticket (person_id);

create table activity (                      -- a question, survey, event, page, programme …
    id integer primary key,
    group_id integer not null references groups (id) on delete cascade,
    kind text not null,
    name text not null,
    title text not null,
    state text not null,
    data text not null default '{}',
    opens_s integer,
    closes_s integer,
    created_by integer references person (id) on delete set null,
    created_s integer not null
) strict;
create index activity_of_group on activity (group_id, state);
create index activity_by_closing on activity (closes_s) where closes_s is not null;

create table activity_answer (
    id integer primary key,
    activity_id integer not null references activity (id) on delete cascade,
    person_id integer references person (id) on delete cascade,
    item text not null default '',
    value text not null,
    letter_id integer,
    at_s integer not null
) strict;
create unique index activity_answer_once on activity_answer (activity_id, person_id, item);

-- What runs by itself, and who did what -------------------------------------------------------

create table job (
    name text primary key,
    rule text not null,
    due_s integer not null,
    lease_until_s integer not null default 0,
    worker text not null default '',
    started_s integer,
    finished_s integer,
    last_error text not null default ''
) strict, without rowid;

create table audit (
    id integer primary key autoincrement,
    actor text not null,
    action text not null,
    object text not null,
    group_id integer,
    detail text not null default '{}',
    at_s integer not null
) strict;
create index audit_by_age on audit (at_s);
create index audit_of_group on audit (group_id, at_s);
