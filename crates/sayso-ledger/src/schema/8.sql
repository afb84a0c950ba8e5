-- Version 8: what claims point to, and what was fetched of it.

-- Kept: never changed, never dropped.

CREATE TABLE fetched (                 -- one for each time that an address was asked; the bytes lie beside the ledger
    id        INTEGER PRIMARY KEY,
    at        INTEGER NOT NULL,        -- seconds since 1970
    address   TEXT NOT NULL,           -- as it was asked for, without a fragment
    wanted    TEXT,                    -- the kind of evidence that the claim says is there
    hash      BLOB,                    -- SHA-256 of the bytes; none where none came
    size      INTEGER,                 -- of the bytes
    found     TEXT,                    -- where they were, after redirects
    status    INTEGER,                 -- of HTTP
    type      TEXT,                    -- what the server says that they are
    looks     TEXT,                    -- what the bytes themselves say
    ip        TEXT,                    -- which machine gave them
    hops      TEXT NOT NULL,           -- JSON: redirects on the way
    remarks   TEXT NOT NULL,           -- JSON: what is not as it was promised, in words
    failure   TEXT,                    -- why none came
    file      TEXT,                    -- within the folder beside the ledger
    file_hash BLOB,
    file_size INTEGER,
    is_whole  INTEGER NOT NULL         -- 1 where the file holds the bytes, 0 where an earlier one does
) STRICT;
CREATE INDEX fetched_hash ON fetched (hash, id) WHERE hash IS NOT NULL;
CREATE INDEX fetched_address ON fetched (address, id);

-- Derived: a function of what is kept and of the version of the reading.

ALTER TABLE reading ADD COLUMN links TEXT NOT NULL DEFAULT '[]';  -- JSON: words that the page links, and where they lead

CREATE TABLE pointed (                 -- addresses that claims point to, without fragments
    claim INTEGER NOT NULL,            -- its row
    n     INTEGER NOT NULL,            -- in its evidence, from 0
    kind  TEXT NOT NULL,
    url   TEXT NOT NULL,
    PRIMARY KEY (claim, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX pointed_url ON pointed (url, claim);
INSERT INTO pointed
    SELECT c.id, e.key, coalesce(json_extract(e.value, '$.kind'), ''),
           substr(json_extract(e.value, '$.url'), 1, instr(json_extract(e.value, '$.url') || '#', '#') - 1)
    FROM claim c, json_each(CASE WHEN json_valid(c.json) THEN c.json ELSE '{}' END, '$.evidence') e
    WHERE json_extract(e.value, '$.url') IS NOT NULL;
CREATE TRIGGER claim_points AFTER INSERT ON claim WHEN json_array_length(new.json, '$.evidence') > 0 BEGIN
    INSERT INTO pointed
        SELECT new.id, e.key, coalesce(json_extract(e.value, '$.kind'), ''),
               substr(json_extract(e.value, '$.url'), 1, instr(json_extract(e.value, '$.url') || '#', '#') - 1)
        FROM json_each(new.json, '$.evidence') e
        WHERE json_extract(e.value, '$.url') IS NOT NULL;
END;
CREATE TRIGGER claim_points_no_more AFTER DELETE ON claim BEGIN
    DELETE FROM pointed WHERE claim = old.id;
END;
