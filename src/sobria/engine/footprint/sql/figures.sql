-- Every figure with its variance: totals, by entity, by category, by entity and category; each also by stage.
-- Grain: criterion x entity x category x stage; NULL where a dimension is summed over.
-- Units: value in the criterion's unit per year, variance squared.
-- Inputs: cell, noise, factor; $cross: whether to give entity x category too.
WITH part AS (
    SELECT entity, category, criterion, stage, factor_id, value, value AS added FROM cell
    UNION ALL
    SELECT entity, category, criterion, stage, energy_factor_id, value, 0.0 FROM cell
    WHERE energy_factor_id IS NOT NULL
),

scoped AS (
    SELECT
        criterion, factor_id, entity, category, stage,
        grouping(entity) + grouping(category) AS summed_over,
        sum(value) AS value,
        sum(added) AS added
    FROM part
    GROUP BY
        GROUPING SETS (
            (criterion, factor_id), (criterion, factor_id, stage),
            (criterion, factor_id, entity), (criterion, factor_id, entity, stage),
            (criterion, factor_id, category), (criterion, factor_id, category, stage),
            (criterion, factor_id, entity, category), (criterion, factor_id, entity, category, stage)
        )
),

spread AS (
    SELECT
        s.criterion, s.entity, s.category, s.stage,
        sum(s.added) AS value,
        sum(s.value * s.value * (exp(coalesce(f.sigma, 0) * coalesce(f.sigma, 0)) - 1)) AS variance
    FROM scoped AS s
    INNER JOIN factor AS f ON s.factor_id = f.id
    WHERE $cross OR s.summed_over > 0
    GROUP BY s.criterion, s.entity, s.category, s.stage
),

erred AS (
    SELECT
        criterion, entity, category, stage,
        sum(variance) AS variance
    FROM noise
    GROUP BY
        GROUPING SETS (
            (criterion, stage), (criterion, stage, entity), (criterion, stage, category),
            (criterion, stage, entity, category)
        )
)

SELECT
    s.criterion, s.entity, s.category, s.stage, s.value, s.variance + coalesce(e.variance, 0.0) AS variance
FROM spread AS s
LEFT JOIN erred AS e
    ON
        s.criterion = e.criterion
        AND s.entity IS NOT DISTINCT FROM e.entity
        AND s.category IS NOT DISTINCT FROM e.category
        AND s.stage IS NOT DISTINCT FROM e.stage;
