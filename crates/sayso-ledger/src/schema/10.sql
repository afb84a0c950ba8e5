-- Version 10: events as they were parted, so that only what changed is made anew; edges that need no second look when a key comes to count no more.

-- Derived: a function of what is kept and of the version of the reading. What was derived across reports before is dropped, and the next update makes it again.
CREATE TABLE gist (                    -- terms of a listed report, as numbers
    report INTEGER PRIMARY KEY,
    bytes  BLOB NOT NULL
) STRICT;

DROP TABLE edge;
CREATE TABLE edge (                    -- reports that may be of one event; each pair both ways
    a      INTEGER NOT NULL,
    b      INTEGER NOT NULL,
    value  INTEGER NOT NULL,           -- how alike they are, in millionths
    shared INTEGER NOT NULL,           -- the keys that both are listed under and that count
    PRIMARY KEY (a, b)
) STRICT, WITHOUT ROWID;

CREATE TABLE event (                   -- of each listed report
    report INTEGER PRIMARY KEY,
    level  INTEGER NOT NULL,           -- how strong the edges of its neighbourhood are, from 0
    part   INTEGER NOT NULL,           -- its neighbourhood: the first report in it
    first  INTEGER NOT NULL            -- its event: the first report in it
) STRICT;
CREATE INDEX event_part ON event (part);
CREATE INDEX event_first ON event (first);

DROP TABLE stale;
CREATE TABLE stale (                   -- reports whose events are to be looked at
    report INTEGER PRIMARY KEY,
    edges  INTEGER NOT NULL DEFAULT 0  -- 1 where edges were taken away and nothing else changed
) STRICT;

DELETE FROM signature; DELETE FROM shelf; DELETE FROM copy; DELETE FROM dispatch; DELETE FROM context;
DELETE FROM context_key; DELETE FROM answer; DELETE FROM whole; DELETE FROM question;
DELETE FROM mention; DELETE FROM telling; DELETE FROM told; DELETE FROM stale_block; DELETE FROM actor;
INSERT OR IGNORE INTO waiting SELECT report FROM reading;
