-- The reconciler compares this table with its copies and counterparts, and repairs nothing here by SQL.
GRANT SELECT ON customers TO reconciler;
