-- Version 4: what a report cannot be read again without, and what came in bundles.

-- Kept: never changed, never dropped.

ALTER TABLE report ADD COLUMN charset TEXT;   -- that a server named; none where the bytes say it themselves
ALTER TABLE report ADD COLUMN around TEXT;    -- JSON: the tags that a feed's item stood in

CREATE TABLE bundle (                  -- bundles that were read
    id       INTEGER PRIMARY KEY,
    hash     BLOB NOT NULL UNIQUE,     -- SHA-256 of its manifest
    signer   TEXT NOT NULL,            -- id of the key that signed it
    manifest TEXT NOT NULL,
    read     INTEGER NOT NULL          -- seconds since 1970
) STRICT;

CREATE TABLE received (                -- reports that came in a bundle: what was read in them is what the bundle says
    report INTEGER PRIMARY KEY REFERENCES report,
    bundle INTEGER NOT NULL REFERENCES bundle,
    zstd   BLOB NOT NULL               -- JSON, as it stood in the bundle
) STRICT;

ALTER TABLE decision ADD COLUMN bundle INTEGER REFERENCES bundle;  -- that it came in; none for one that was made here
