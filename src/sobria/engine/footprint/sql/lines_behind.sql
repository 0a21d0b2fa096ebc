-- The lines behind one figure, heaviest first, with the number of all of them on each row.
-- Grain: one row per line of the inventory in scope. Units: value in the criterion's unit per year; life in years.
-- Inputs: $path (Parquet of write_lines), $entity, $category ('' unsaid, NULL all), $stage ('use', another, NULL all), $limit, $offset.
WITH scoped AS (
    SELECT
        file, line, category, entity, quantity, life_years, kwh_year, pue, fraction, missing,
        CASE
            WHEN $stage IS NULL AND embodied_CRITERION IS NULL THEN use_CRITERION
            WHEN $stage IS NULL THEN embodied_CRITERION + coalesce(use_CRITERION, 0)
            WHEN $stage = 'use' THEN use_CRITERION
            ELSE embodied_CRITERION
        END AS value
    FROM read_parquet($path)
    WHERE
        kind = 'physical'
        AND exclusion IS NULL
        AND missing IS DISTINCT FROM 'outside-year'
        AND ($entity IS NULL OR coalesce(entity, '') = $entity)
        AND ($category IS NULL OR coalesce(category, '') = $category)
)

SELECT
    file, line, category, entity, quantity, life_years, kwh_year, pue, fraction, value, missing,
    count(*) OVER () AS total
FROM scoped
ORDER BY value DESC NULLS LAST, file ASC, line ASC
LIMIT $limit OFFSET $offset
