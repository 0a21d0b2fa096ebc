-- Which model each sought one is: word for word, then without brand and form words, then nearly with the same figures.
-- Grain: as declared, those with one answer only: two models that answer the same words are left out, nothing is guessed.
-- Units: confidence 0-1. Inputs: sought, named_model; $word, $tolerant: confidences; $near: least similarity.
CREATE OR REPLACE TEMP TABLE answer AS
WITH said AS (
    SELECT s.id, m.model_key, m.category, $word AS confidence, 0 AS step
    FROM sought AS s
    INNER JOIN named_model AS m ON s.name = m.name
    WHERE (s.category IS NULL OR s.category = m.category) AND (s.brand = '' OR m.brand = '' OR s.brand = m.brand)
    UNION ALL
    SELECT s.id, m.model_key, m.category, $word, 0
    FROM sought AS s
    INNER JOIN named_model AS m ON s.name = m.brand || ' ' || m.name
    WHERE s.brand = '' AND (s.category IS NULL OR s.category = m.category)
    UNION ALL
    SELECT s.id, m.model_key, m.category, $tolerant, 1
    FROM sought AS s
    INNER JOIN named_model AS m ON s.stem = m.stem
    WHERE
        s.stem <> '' AND (s.category IS NULL OR s.category = m.category)
        AND (s.brand = '' OR m.brand = '' OR contains(s.brand, m.brand) OR contains(m.brand, s.brand))
    UNION ALL
    SELECT s.id, m.model_key, m.category, 1 - levenshtein(s.stem, m.stem) / greatest(length(s.stem), length(m.stem)), 2
    FROM sought AS s
    INNER JOIN named_model AS m ON figures(s.stem) = figures(m.stem)
    WHERE
        figures(s.stem) <> '' AND (s.category IS NULL OR s.category = m.category)
        AND (s.brand = '' OR m.brand = '' OR contains(s.brand, m.brand) OR contains(m.brand, s.brand))
        AND 1 - levenshtein(s.stem, m.stem) / greatest(length(s.stem), length(m.stem)) >= $near
),

nearest AS (
    SELECT *, rank() OVER (PARTITION BY id ORDER BY step ASC, confidence DESC) AS place FROM said
)

SELECT id, any_value(model_key) AS model_key, any_value(category) AS category, any_value(confidence) AS confidence
FROM nearest
WHERE place = 1
GROUP BY id
HAVING count(DISTINCT model_key || ' ' || category) = 1;
