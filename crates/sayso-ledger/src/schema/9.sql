-- Version 9: a question is found by the names that it has had.

-- Derived: what a question would be named by whose oldest answer this is.
ALTER TABLE answer ADD COLUMN hash INTEGER NOT NULL DEFAULT 0;
CREATE INDEX answer_hash ON answer (hash);

-- Made anew at the next update.
INSERT OR IGNORE INTO stale SELECT DISTINCT report FROM answer;
