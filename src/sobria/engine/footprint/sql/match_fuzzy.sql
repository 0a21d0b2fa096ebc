-- Types close to a known one, found outside (rapidfuzz): give their category.
-- Grain: as declared. Units: confidence 0-1. Inputs: declared; $types, $categories, $confidences, of one length.
UPDATE declared
SET category = near.category, method = 'fuzzy', confidence = near.confidence
FROM (
    SELECT unnest($types) AS type_words, unnest($categories) AS category, unnest($confidences) AS confidence
) AS near
WHERE declared.category IS NULL AND declared.type_words = near.type_words;
