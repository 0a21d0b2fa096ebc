-- The first model pattern that holds: fills triples whose type says nothing, or corrects those it is allowed to correct.
-- Grain: as declared. Units: confidence 0-1.
-- Inputs: declared; $pattern_N, $category_N, $over_N for each group of patterns, in their order; $confidence.
UPDATE declared
SET category = found.category, method = 'pattern', confidence = $confidence
FROM (
    SELECT
        id,
        CASE
            WHEN (category IS NULL OR list_has_any($over_N, ['*', category])) AND regexp_matches(model_words, $pattern_N) THEN $category_N -- each pattern
        END AS category
    FROM declared
    WHERE model_words <> ''
) AS found
WHERE declared.id = found.id AND found.category IS NOT NULL AND found.category IS DISTINCT FROM declared.category;
