-- Few words on many lines: kept as numbers, they are ten times quicker to write to the file of lines.
-- Grain: matched, unchanged. Units: none. Inputs: matched.
CREATE OR REPLACE TYPE category_word AS ENUM (
    SELECT ''
    UNION
    SELECT coalesce(category, '') FROM matched
);
ALTER TABLE matched ALTER COLUMN category TYPE category_word;
CREATE OR REPLACE TYPE method_word AS ENUM (
    SELECT ''
    UNION
    SELECT coalesce(method, '') FROM matched
);
ALTER TABLE matched ALTER COLUMN method TYPE method_word;
