-- Coverage of every scope.
-- Grain: criterion x entity x category; NULL where a dimension is summed over. Units: as cover.
-- Inputs: cover; $cross: whether to give entity x category too.
SELECT
    criterion, entity, category,
    sum(units) AS units,
    sum(units_covered) AS units_covered,
    sum(gwp) AS gwp,
    sum(gwp_covered) AS gwp_covered,
    string_agg(DISTINCT nullif(missing, ''), ',') AS missing
FROM cover
GROUP BY GROUPING SETS ((criterion), (criterion, entity), (criterion, category), (criterion, entity, category))
HAVING $cross OR grouping(entity) + grouping(category) > 0;
