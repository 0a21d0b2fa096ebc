-- Variance due to the quality of the lines' data, over all stages.
-- Grain: entity × category × criterion; entities are summed unless $by_entity. Units: (criterion's unit per year)².
-- Inputs: noise, $by_entity.
SELECT
    CASE WHEN $by_entity THEN entity ELSE '' END AS owner,
    category,
    criterion,
    sum(variance) AS variance
FROM noise
WHERE stage IS NULL
GROUP BY ALL
ORDER BY criterion, category, owner
