-- Mark the triples whose type is known, and give them its category.
-- Grain: as declared. Units: confidence 0-1. Inputs: declared, alias; $confidence.
UPDATE declared
SET
    type_known = TRUE,
    category = alias.category,
    method = CASE WHEN alias.category IS NOT NULL THEN 'exact' END,
    confidence = CASE WHEN alias.category IS NOT NULL THEN $confidence END
FROM alias
WHERE declared.type_words = alias.words;
