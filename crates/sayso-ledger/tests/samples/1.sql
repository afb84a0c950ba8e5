-- A ledger of file version 1, as Sayso 0.1.0 wrote it. It must open for ever: do not change this file, add one for a new version.
PRAGMA application_id = 1396791635;
PRAGMA user_version = 1;
-- Version 1 of the ledger's file. Spans in it count Unicode code points of the text.

-- Kept: never changed, never dropped.

CREATE TABLE raw (                     -- bytes as they came
    id     INTEGER PRIMARY KEY,
    hash   BLOB NOT NULL UNIQUE,       -- SHA-256 of the bytes, which names the report
    size   INTEGER NOT NULL,
    zstd   BLOB NOT NULL
) STRICT;

CREATE TABLE report (                  -- one for each row of raw
    id         INTEGER PRIMARY KEY REFERENCES raw,
    given_id   TEXT,                   -- the id that its input gave it
    kind       TEXT NOT NULL,          -- what the raw bytes are: text, html, feed …
    input      TEXT NOT NULL,          -- where they came from, as the user named it
    place      TEXT NOT NULL,          -- where in that input
    title      TEXT,
    byline     TEXT,
    outlet     TEXT,
    language   TEXT,
    url        TEXT,
    published  TEXT,                   -- ISO 8601 date, or date and time
    known      TEXT NOT NULL,          -- JSON object: how each of the six is known
    first_read INTEGER NOT NULL        -- seconds since 1970
) STRICT;
CREATE INDEX report_given ON report (given_id) WHERE given_id IS NOT NULL;
CREATE INDEX report_published ON report (published);

CREATE TABLE run (                     -- one for each `read`
    id       INTEGER PRIMARY KEY,
    began    INTEGER NOT NULL,
    ended    INTEGER,                  -- none: it was ended from outside
    version  TEXT NOT NULL,
    new      INTEGER NOT NULL DEFAULT 0,
    known    INTEGER NOT NULL DEFAULT 0,
    rejected INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE rejected (                -- input that gave no report
    run    INTEGER NOT NULL REFERENCES run,
    input  TEXT NOT NULL,
    place  TEXT NOT NULL,
    class  TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;
CREATE INDEX rejected_run ON rejected (run);

-- Derived: a function of what is kept and of the version of the reading.

CREATE TABLE text (
    id   INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,         -- SHA-256 of its UTF-8 bytes
    body TEXT NOT NULL
) STRICT;

CREATE TABLE reading (                 -- the current one of each report
    report      INTEGER PRIMARY KEY REFERENCES report,
    text        INTEGER NOT NULL REFERENCES text,
    version     TEXT NOT NULL,
    boilerplate TEXT NOT NULL,         -- JSON
    sentences   TEXT NOT NULL,         -- JSON
    figures     TEXT NOT NULL,         -- JSON, of the outlet's own voice
    times       TEXT NOT NULL          -- JSON, of the outlet's own voice
) STRICT;
CREATE INDEX reading_text ON reading (text);

CREATE TABLE claim (
    id         INTEGER PRIMARY KEY,
    name       BLOB NOT NULL,          -- 8 bytes: hash of the text and the spans of cue and content
    report     INTEGER NOT NULL REFERENCES report,
    position   INTEGER NOT NULL,       -- in the report, from 0
    actor      TEXT,
    source     TEXT NOT NULL,          -- words
    content    TEXT NOT NULL,          -- words
    stance     TEXT NOT NULL,
    kind       TEXT NOT NULL,
    said       TEXT,
    confidence REAL NOT NULL,
    json       TEXT NOT NULL,          -- the whole claim, by the contract of `extract`
    UNIQUE (report, position)
) STRICT;
CREATE INDEX claim_name ON claim (name);
CREATE INDEX claim_actor ON claim (actor) WHERE actor IS NOT NULL;
CREATE INDEX claim_stance ON claim (stance);

CREATE VIRTUAL TABLE text_words USING fts5 (body, content = 'text', content_rowid = 'id', tokenize = "unicode61 remove_diacritics 2");
CREATE TRIGGER text_added AFTER INSERT ON text BEGIN
    INSERT INTO text_words (rowid, body) VALUES (new.id, new.body);
END;
CREATE TRIGGER text_removed AFTER DELETE ON text BEGIN
    INSERT INTO text_words (text_words, rowid, body) VALUES ('delete', old.id, old.body);
END;

CREATE VIRTUAL TABLE claim_words USING fts5 (actor, source, content, content = 'claim', content_rowid = 'id', tokenize = "unicode61 remove_diacritics 2");
CREATE TRIGGER claim_added AFTER INSERT ON claim BEGIN
    INSERT INTO claim_words (rowid, actor, source, content) VALUES (new.id, new.actor, new.source, new.content);
END;
CREATE TRIGGER claim_removed AFTER DELETE ON claim BEGIN
    INSERT INTO claim_words (claim_words, rowid, actor, source, content) VALUES ('delete', old.id, old.actor, old.source, old.content);
END;

INSERT INTO raw VALUES (1, X'338c7cde676c755179e999c21578148c147d192ab6766244b552fd22d17a6213', 96, X'28b52ffd20600103005468652077616c6c2068656c6420666f72206e696e6520686f7572732c20476f7665726e6f7220496c7365204272616e647420736169642e20e2809c4e6f207761726e696e6720726561636865642075732ce2809d207368652061646465642e');
INSERT INTO report VALUES (1, 'wall-1', 'json_line', 'wall.jsonl', 'line 1', 'The wall', NULL, 'Hethe Valley Voice', 'en', NULL, '2026-04-15T23:30:00-05:00', '{"title":"given","published":"given"}', 1776300000);
INSERT INTO run VALUES (1, 1776300000, 1776300001, '1', 1, 0, 1);
INSERT INTO rejected VALUES (1, 'wall.jsonl', 'line 2', 'broken syntax', 'expected a value at column 3');
INSERT INTO text VALUES (1, X'338c7cde676c755179e999c21578148c147d192ab6766244b552fd22d17a6213', 'The wall held for nine hours, Governor Ilse Brandt said. “No warning reached us,” she added.');
INSERT INTO reading VALUES (1, 1, '1', '[]', '[[0,56],[57,92]]', '[]', '[]');
INSERT INTO claim VALUES (1, X'df64b3e84c7d32b0', 1, 0, 'Ilse Brandt', 'Governor Ilse Brandt', 'The wall held for nine hours', 'states', 'statement', NULL, 0.91, '{"id":"df64b3e84c7d32b0","kind":"statement","source":[[30,50]],"cue":[[51,55]],"content":[[0,28]],"quote":"indirect","actor":"Ilse Brandt","actor_kind":"person","affiliation":null,"via":[],"origin":null,"parent":null,"stance":"states","hedges":[],"said":null,"evidence":[],"figures":[{"span":[18,28],"lower":9,"upper":9,"modifier":"exact","change":null,"role":null,"implied":false,"unit":"hour","measure":null,"of":null,"place":null,"since":null,"until":null,"rule":"exact"}],"times":[],"confidence":0.91,"why":[["stance","said"]]}');
INSERT INTO claim VALUES (2, X'541c7786071de3b2', 1, 1, 'Ilse Brandt', 'she', 'No warning reached us', 'states', 'statement', NULL, 0.91, '{"id":"541c7786071de3b2","kind":"statement","source":[[82,85]],"cue":[[86,91]],"content":[[58,79]],"quote":"direct","actor":"Ilse Brandt","actor_kind":"person","affiliation":null,"via":[],"origin":null,"parent":null,"stance":"states","hedges":[],"said":null,"evidence":[],"figures":[],"times":[],"confidence":0.91,"why":[["stance","said"]]}');
