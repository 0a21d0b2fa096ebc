-- Part of each criterion's total that moves with each factor row, and the variance it brings.
-- Grain: criterion x factor row. Units: value in the criterion's unit per year, variance squared.
-- Inputs: cell, factor; $entity: one entity only, NULL for the whole inventory.
WITH part AS (
    SELECT criterion, entity, factor_id, value FROM cell
    UNION ALL
    SELECT criterion, entity, energy_factor_id, value FROM cell
    WHERE energy_factor_id IS NOT NULL
)

SELECT
    p.criterion, f.id, f.category, f.stage, f.source,
    exp(coalesce(any_value(f.sigma), 0) * coalesce(any_value(f.sigma), 0)) - 1 AS relative_variance,
    sum(p.value) AS value
FROM part AS p
INNER JOIN factor AS f ON p.factor_id = f.id
WHERE $entity IS NULL OR p.entity = $entity
GROUP BY p.criterion, f.id, f.category, f.stage, f.source
ORDER BY p.criterion, f.id;
