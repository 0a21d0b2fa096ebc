-- Triples that may have a model of their own: something is named, and a model of that category is known.
-- Grain: as declared. Units: none. Inputs: declared, named_model; $excluded: categories out of scope.
CREATE OR REPLACE TEMP TABLE sought AS
SELECT
    id, brand,
    -- A pattern's category is a deduction that the model's own row may correct; a declared type is not.
    CASE WHEN method = 'exact' THEN category END AS category,
    CASE WHEN brand <> '' AND starts_with(name, brand || ' ') THEN substr(name, length(brand) + 2) ELSE name END AS name,
    stem(name) AS stem
FROM declared
WHERE
    name <> '' AND (category IS NULL OR NOT list_contains($excluded, category))
    AND (method IS DISTINCT FROM 'exact' OR category IN (SELECT m.category FROM named_model AS m));
