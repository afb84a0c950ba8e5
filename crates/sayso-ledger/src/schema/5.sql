-- Version 5: what a person sees to.

-- Kept: never changed, never dropped.

CREATE TABLE posted (                  -- forms that were sent, by a key of their own: one that comes twice is decided once
    key      TEXT PRIMARY KEY,
    decision INTEGER NOT NULL REFERENCES decision
) STRICT, WITHOUT ROWID;

-- Derived.

CREATE INDEX claim_uncertain ON claim (confidence, name) WHERE confidence < 0.7;
