-- Version 7: who is told what changed.

-- Kept: what was asked for and what was told cannot be worked out again.

CREATE TABLE subscription (
    id       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL UNIQUE,     -- what it is called on the command line
    view     TEXT NOT NULL,            -- JSON: which changes
    channel  TEXT NOT NULL,            -- JSON: where to
    pace     TEXT NOT NULL,            -- at_once, daily, weekly
    ceiling  TEXT NOT NULL,            -- the highest marking (TLP 2.0) of those it goes to
    token    TEXT NOT NULL UNIQUE,     -- whoever has it may read the feed and end the subscription
    salt     TEXT NOT NULL,            -- never leaves: without it no name of a change can be tried against what it is of
    made     INTEGER NOT NULL,         -- seconds since 1970, as all times here
    next     INTEGER,                  -- when its next digest is due
    ended    INTEGER,
    why      TEXT                      -- it ended
) STRICT;

CREATE TABLE question_seen (           -- questions as they were when changes were last looked for
    id       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL UNIQUE,
    zstd     BLOB NOT NULL             -- the whole, JSON
) STRICT;

CREATE TABLE question_touched (        -- questions that were made anew since
    id       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE delivery (                -- what goes out in one piece: a mail, a call
    id           INTEGER PRIMARY KEY,
    name         TEXT NOT NULL UNIQUE, -- hash of the salt and of the names of its changes
    subscription INTEGER NOT NULL REFERENCES subscription,
    made         INTEGER NOT NULL,
    state        TEXT NOT NULL,        -- pending, sending, handed, sent, failed, uncertain, settled
    tries        INTEGER NOT NULL DEFAULT 0,
    next         INTEGER NOT NULL,     -- when it is tried
    said         TEXT,                 -- what came of the last try
    ended        INTEGER
) STRICT;
CREATE INDEX delivery_due ON delivery (next) WHERE state = 'pending';
CREATE INDEX delivery_subscription ON delivery (subscription, state);

CREATE TABLE change (                  -- what a subscription is told, once
    id           INTEGER PRIMARY KEY,
    name         TEXT NOT NULL UNIQUE, -- hash of the salt and of what changed
    content      TEXT NOT NULL,        -- the same without a count: one that comes about again is another change
    subscription INTEGER NOT NULL REFERENCES subscription,
    delivery     INTEGER REFERENCES delivery,  -- that carries it; none while it waits for a digest, or stands in a feed alone
    at           INTEGER NOT NULL,
    json         TEXT NOT NULL
) STRICT;
CREATE INDEX change_subscription ON change (subscription, id);
CREATE INDEX change_content ON change (content);
CREATE INDEX change_delivery ON change (delivery) WHERE delivery IS NOT NULL;
CREATE INDEX change_waiting ON change (subscription) WHERE delivery IS NULL;

-- A question that is made anew is looked at again; where nobody is told anything, nothing is noted.
CREATE TRIGGER question_made AFTER INSERT ON question WHEN EXISTS (SELECT 1 FROM subscription WHERE ended IS NULL) BEGIN
    INSERT OR IGNORE INTO question_touched (name) VALUES (new.name);
END;
CREATE TRIGGER question_dropped AFTER DELETE ON question WHEN EXISTS (SELECT 1 FROM subscription WHERE ended IS NULL) BEGIN
    INSERT OR IGNORE INTO question_touched (name) VALUES (old.name);
END;
