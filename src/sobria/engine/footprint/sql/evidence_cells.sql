-- Every cell of the computation, in a stable order.
-- Grain: entity × category × criterion × stage × factor row × energy factor row; entities are summed unless $by_entity.
-- Units: value in the criterion's unit per year.
-- Inputs: cell, $by_entity.
SELECT
    CASE WHEN $by_entity THEN entity ELSE '' END AS owner,
    category,
    criterion,
    stage,
    factor_id,
    energy_factor_id,
    sum(value) AS value,
    sum(units) AS units
FROM cell
GROUP BY ALL
ORDER BY criterion, category, owner, stage, factor_id, energy_factor_id
