-- Version 6: what is followed, and how far following has come.

-- Kept. Unlike other kept rows these change: what was asked last, when to ask again, what waits to be read. Times are seconds since 1970.

CREATE TABLE follow (                  -- a feed or page that is followed
    id         INTEGER PRIMARY KEY,
    address    TEXT NOT NULL UNIQUE,   -- where it is now
    outlet     TEXT,                   -- as whoever added it calls the outlet
    every      INTEGER NOT NULL,       -- seconds from one ask to the next while all goes well
    articles   TEXT NOT NULL,          -- whether articles that its items lead to are asked for: auto, always, never
    state      TEXT NOT NULL,          -- followed, gone, moved, removed
    why        TEXT,                   -- of a state other than followed
    added      INTEGER NOT NULL,
    kind       TEXT,                   -- feed, page; none before it was read
    title      TEXT,                   -- what the feed calls itself
    etag       TEXT,                   -- of what it gave last
    modified   TEXT,                   -- the same, in the server's words
    validated  TEXT,                   -- the address that these two are of
    hash       BLOB,                   -- of what it gave last
    due        INTEGER NOT NULL,       -- when it is to be asked
    asked      INTEGER,                -- when it was asked last
    answered   INTEGER,                -- when it last answered with what can be read, or that nothing changed
    news       INTEGER,                -- when something new was last in it
    failing    INTEGER,                -- since when it fails
    failures   INTEGER NOT NULL DEFAULT 0, -- in a row
    error      TEXT,                   -- the last of these
    broken     INTEGER NOT NULL DEFAULT 0, -- items that could not be read in what it gave last
    broken_why TEXT                    -- the first of these
) STRICT;
CREATE INDEX follow_due ON follow (state, due);

CREATE TABLE follow_move (             -- addresses that were left for good
    id     INTEGER PRIMARY KEY,
    follow INTEGER NOT NULL REFERENCES follow,
    at     INTEGER NOT NULL,
    old    TEXT NOT NULL,
    new    TEXT NOT NULL
) STRICT;
CREATE INDEX follow_move_old ON follow_move (old);
CREATE INDEX follow_move_follow ON follow_move (follow);

CREATE TABLE follow_news (             -- moments at which something new was seen
    id     INTEGER PRIMARY KEY,
    follow INTEGER NOT NULL REFERENCES follow,
    at     INTEGER NOT NULL
) STRICT;
CREATE INDEX follow_news_at ON follow_news (follow, at);

CREATE TABLE follow_gap (              -- times that were not covered
    id     INTEGER PRIMARY KEY,
    follow INTEGER NOT NULL REFERENCES follow,
    kind   TEXT NOT NULL,              -- errors, not_asked, overrun
    since  INTEGER NOT NULL,
    until  INTEGER NOT NULL,
    why    TEXT NOT NULL
) STRICT;
CREATE INDEX follow_gap_until ON follow_gap (follow, until);

CREATE TABLE follow_item (             -- what was seen in a feed; a page is an item of its own
    id        INTEGER PRIMARY KEY,
    follow    INTEGER NOT NULL REFERENCES follow,
    name      BLOB NOT NULL,           -- 16 bytes: hash of its id in the feed
    state     TEXT NOT NULL,           -- waiting, read, short (its entry in the feed alone), unread
    seen      INTEGER NOT NULL,        -- first
    address   TEXT,                    -- of its article, where that is asked for
    host      TEXT NOT NULL,           -- that is to be asked while it waits; empty once its bytes are here
    due       INTEGER NOT NULL,        -- when to ask
    tries     INTEGER NOT NULL DEFAULT 0,
    words     BLOB NOT NULL,           -- 16 bytes: hash of what its entry, or the page, says; another when that changes
    title     TEXT,
    published TEXT,
    kind      TEXT,                    -- of the bytes that wait
    place     TEXT,                    -- where these were found
    charset   TEXT,
    around    TEXT,
    zstd      BLOB,                    -- the bytes that wait to be read; none once they are
    why       TEXT,                    -- why it is short or unread
    text      BLOB,                    -- hash of the text that was read last
    versions  INTEGER NOT NULL DEFAULT 0,  -- how many texts were read of it
    UNIQUE (follow, name)
) STRICT;
CREATE INDEX follow_item_waiting ON follow_item (host, due) WHERE state = 'waiting';
CREATE INDEX follow_item_state ON follow_item (follow, state);
CREATE INDEX follow_item_address ON follow_item (address) WHERE address IS NOT NULL;
CREATE INDEX follow_item_words ON follow_item (words);

CREATE TABLE follow_read (             -- each text that was read of an item, as a report
    id     INTEGER PRIMARY KEY,
    item   INTEGER NOT NULL REFERENCES follow_item,
    at     INTEGER NOT NULL,
    report BLOB NOT NULL               -- hash of its raw bytes
) STRICT;
CREATE INDEX follow_read_item ON follow_read (item);

CREATE TABLE follow_host (             -- when a host may be asked again
    id   INTEGER PRIMARY KEY,
    host TEXT NOT NULL UNIQUE,
    free INTEGER NOT NULL
) STRICT;

CREATE TABLE follow_robots (           -- what a server lets programs ask
    id     INTEGER PRIMARY KEY,
    origin TEXT NOT NULL UNIQUE,       -- scheme, host, port
    state  TEXT NOT NULL,              -- rules, none, unreachable
    until  INTEGER NOT NULL,           -- how long this holds
    rules  TEXT NOT NULL,              -- the lines that are for this program
    why    TEXT
) STRICT;
