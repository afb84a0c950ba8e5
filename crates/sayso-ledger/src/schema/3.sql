-- Version 3: actors; questions in small rows, with what is shown of one apart; reports that wait in a table of their own.

-- Derived: a function of what is kept and of the version of the reading. What was derived across reports before is dropped, so that the next update makes it with actors.

DELETE FROM stale;
DELETE FROM signature;
DELETE FROM shelf;
DELETE FROM copy;
DELETE FROM dispatch;
DELETE FROM context;
DELETE FROM context_key;
DELETE FROM edge;
DROP TABLE answer;
DROP TABLE question_words;
DROP TABLE question;

CREATE TABLE waiting (                 -- reports that were read and not yet placed
    report INTEGER PRIMARY KEY
) STRICT;
INSERT INTO waiting SELECT report FROM reading;
CREATE TRIGGER reading_added AFTER INSERT ON reading BEGIN
    INSERT OR IGNORE INTO waiting (report) VALUES (new.report);
END;

CREATE TABLE question (
    id        INTEGER PRIMARY KEY,
    name      TEXT NOT NULL UNIQUE,
    text      TEXT NOT NULL,
    measure   TEXT,
    of        TEXT,
    place     TEXT,
    lines     INTEGER NOT NULL,
    reports   INTEGER NOT NULL,
    answers   INTEGER NOT NULL,
    conflicts INTEGER NOT NULL,
    newest    TEXT                     -- when the newest report among its answers was published
) STRICT;
CREATE INDEX question_conflicts ON question (conflicts DESC, answers DESC, name);
CREATE INDEX question_lines ON question (lines DESC, answers DESC, name);
CREATE INDEX question_newest ON question (newest DESC, name, answers);
CREATE INDEX question_measure_conflicts ON question (measure, conflicts DESC, answers DESC, name);
CREATE INDEX question_measure_lines ON question (measure, lines DESC, answers DESC, name);
CREATE INDEX question_measure_newest ON question (measure, newest DESC, name, answers);

CREATE TABLE whole (                   -- a question with its answers, relations and lines
    question INTEGER PRIMARY KEY,
    zstd     BLOB NOT NULL             -- JSON
) STRICT;

CREATE TABLE answer (
    question INTEGER NOT NULL REFERENCES question,
    n        INTEGER NOT NULL,         -- in the question, from 0
    report   INTEGER NOT NULL,
    claim    BLOB NOT NULL,            -- its name
    row      INTEGER NOT NULL,         -- its row
    PRIMARY KEY (question, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX answer_report ON answer (report);
CREATE INDEX answer_claim ON answer (claim);
CREATE INDEX answer_row ON answer (row);

CREATE VIRTUAL TABLE question_words USING fts5 (text, place, content = 'question', content_rowid = 'id', tokenize = "unicode61 remove_diacritics 2");
CREATE TRIGGER question_added AFTER INSERT ON question BEGIN
    INSERT INTO question_words (rowid, text, place) VALUES (new.id, new.text, new.place);
END;
CREATE TRIGGER question_removed AFTER DELETE ON question BEGIN
    INSERT INTO question_words (question_words, rowid, text, place) VALUES ('delete', old.id, old.text, old.place);
END;

CREATE TABLE mention (                 -- an actor as one report gives it
    block       INTEGER NOT NULL,      -- what it is compared with; 0 for one that is the same as no other
    report      INTEGER NOT NULL REFERENCES report,
    n           INTEGER NOT NULL,      -- in the report, from 0
    name        TEXT NOT NULL,
    kind        TEXT NOT NULL,
    affiliation TEXT,
    letters     INTEGER,               -- of the acronym that it is or could have
    acronym     INTEGER NOT NULL,      -- whether it is one
    published   TEXT,                  -- of the report, with its hash: what comes before what
    hash        BLOB NOT NULL,
    beside      TEXT NOT NULL,         -- JSON: telling names of the report
    spellings   TEXT NOT NULL,         -- JSON: how its sources are worded, and how often
    claims      TEXT NOT NULL,         -- JSON: its claims by row, in the order of the text
    actor       INTEGER,
    PRIMARY KEY (block, report, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX mention_report ON mention (report);
CREATE INDEX mention_letters ON mention (letters, acronym, block) WHERE letters IS NOT NULL;
CREATE INDEX mention_actor ON mention (actor, claims);

CREATE TABLE telling (                 -- names that say what a report is about
    id      INTEGER PRIMARY KEY,
    name    TEXT NOT NULL UNIQUE,
    reports INTEGER NOT NULL           -- how many give it
) STRICT;

CREATE TABLE told (
    telling INTEGER NOT NULL,
    report  INTEGER NOT NULL,
    PRIMARY KEY (telling, report)
) STRICT, WITHOUT ROWID;

CREATE TABLE stale_block (             -- blocks whose actors are to be made anew
    block INTEGER PRIMARY KEY
) STRICT;

CREATE TABLE actor (
    id      INTEGER PRIMARY KEY,
    block   INTEGER NOT NULL,          -- one of those that its mentions are in
    name    BLOB NOT NULL,             -- 8 bytes: hash of its oldest report and of its name there
    title   TEXT NOT NULL,             -- the name that it is shown by
    kind    TEXT NOT NULL,
    reports INTEGER NOT NULL,
    claims  INTEGER NOT NULL,
    names   TEXT NOT NULL,             -- its names, without accents, to be searched
    json    TEXT NOT NULL              -- names, wordings, what joined them
) STRICT;
CREATE INDEX actor_name ON actor (name);
CREATE INDEX actor_block ON actor (block);
CREATE INDEX actor_most ON actor (claims DESC, reports DESC, title, name);
CREATE INDEX actor_kind ON actor (kind, claims DESC, reports DESC, title, name);

CREATE VIRTUAL TABLE actor_words USING fts5 (names, content = 'actor', content_rowid = 'id', detail = 'column', tokenize = "unicode61 remove_diacritics 2");
CREATE TRIGGER actor_added AFTER INSERT ON actor BEGIN
    INSERT INTO actor_words (rowid, names) VALUES (new.id, new.names);
END;
CREATE TRIGGER actor_removed AFTER DELETE ON actor BEGIN
    INSERT INTO actor_words (actor_words, rowid, names) VALUES ('delete', old.id, old.names);
END;
