-- Version 2: dispatches, questions, decisions.

-- Kept: never changed, never dropped.

CREATE TABLE decision (
    id     INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,           -- seconds since 1970
    author TEXT NOT NULL,
    reason TEXT NOT NULL,
    action TEXT NOT NULL,              -- JSON: what was decided, naming claims and reports by what they are called in every ledger
    undone INTEGER REFERENCES decision -- the decision that undid it
) STRICT;

-- Derived: a function of what is kept and of the version of the reading.

CREATE TABLE stale (                   -- reports whose events are to be made anew
    report INTEGER PRIMARY KEY
) STRICT;

CREATE TABLE signature (               -- of each report that was looked at for copies
    report INTEGER PRIMARY KEY REFERENCES report,
    rank   INTEGER NOT NULL,           -- of the hash of its name, in the order of unsigned numbers
    bytes  BLOB NOT NULL
) STRICT;

CREATE TABLE shelf (                   -- reports by the keys of their signatures
    key    INTEGER NOT NULL,
    rank   INTEGER NOT NULL,
    report INTEGER NOT NULL,
    PRIMARY KEY (key, rank, report)
) STRICT, WITHOUT ROWID;

CREATE TABLE copy (                    -- two reports that carry one copy, the older first
    a        INTEGER NOT NULL,
    b        INTEGER NOT NULL,
    kind     TEXT NOT NULL,
    evidence TEXT NOT NULL,            -- JSON
    PRIMARY KEY (a, b)
) STRICT, WITHOUT ROWID;
CREATE INDEX copy_b ON copy (b);

CREATE TABLE dispatch (                -- reports that carry one copy, by the oldest of them
    report INTEGER PRIMARY KEY,
    head   INTEGER NOT NULL
) STRICT;
CREATE INDEX dispatch_head ON dispatch (head);

CREATE TABLE context (                 -- what a report is about; of each dispatch the oldest alone
    report INTEGER PRIMARY KEY,
    zstd   BLOB NOT NULL               -- JSON
) STRICT;

CREATE TABLE context_key (
    key    INTEGER NOT NULL,
    report INTEGER NOT NULL,
    PRIMARY KEY (key, report)
) STRICT, WITHOUT ROWID;
CREATE INDEX context_key_report ON context_key (report);

CREATE TABLE edge (                    -- reports that may be of one event; each pair both ways
    a     INTEGER NOT NULL,
    b     INTEGER NOT NULL,
    value INTEGER NOT NULL,            -- how alike they are, in millionths
    PRIMARY KEY (a, b)
) STRICT, WITHOUT ROWID;

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
    newest    TEXT,                    -- when the newest report among its answers was published
    zstd      BLOB NOT NULL            -- the whole, JSON
) STRICT;
CREATE INDEX question_conflicts ON question (conflicts DESC, answers DESC, name);
CREATE INDEX question_lines ON question (lines DESC, answers DESC, name);
CREATE INDEX question_newest ON question (newest DESC, name);
CREATE INDEX question_measure ON question (measure);

CREATE TABLE answer (
    question INTEGER NOT NULL REFERENCES question,
    n        INTEGER NOT NULL,         -- in the question, from 0
    report   INTEGER NOT NULL,
    claim    BLOB NOT NULL,
    PRIMARY KEY (question, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX answer_report ON answer (report);
CREATE INDEX answer_claim ON answer (claim);

CREATE VIRTUAL TABLE question_words USING fts5 (text, content = 'question', content_rowid = 'id', tokenize = "unicode61 remove_diacritics 2");
CREATE TRIGGER question_added AFTER INSERT ON question BEGIN
    INSERT INTO question_words (rowid, text) VALUES (new.id, new.text);
END;
CREATE TRIGGER question_removed AFTER DELETE ON question BEGIN
    INSERT INTO question_words (question_words, rowid, text) VALUES ('delete', old.id, old.text);
END;
