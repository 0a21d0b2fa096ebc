-- The sums: impacts by factor row, variance of input quality, coverage.
-- Grain of cell: entity x category x criterion x stage x factor row (x kWh row). Units: the criterion's, per year.
-- Grain of noise: entity x category x criterion x stage, and stage NULL for the line's total. Units: squared.
-- Grain of cover: entity x category x criterion. Units: devices (a flow line counts one); gwp in its criterion's unit.
-- Inputs: activity, rate, reach, criterion.
CREATE OR REPLACE TABLE cell AS
SELECT
    a.entity, a.category, r.criterion, r.stage, r.factor_id, r.energy_factor_id,
    sum(r.per_made * a.made + r.per_powered * a.powered) AS value,
    sum(a.units) AS units
FROM activity AS a
INNER JOIN rate AS r ON a.kin = r.kin AND a.country = r.country AND a.metered = r.metered
WHERE a.timed AND (a.lived OR r.from_power)
GROUP BY a.entity, a.category, r.criterion, r.stage, r.factor_id, r.energy_factor_id;

CREATE OR REPLACE TABLE noise AS
WITH staged AS (
    SELECT kin, country, metered, criterion, stage, sum(per_made) AS per_made, sum(per_powered) AS per_powered
    FROM rate
    GROUP BY GROUPING SETS ((kin, country, metered, criterion, stage), (kin, country, metered, criterion))
)

SELECT
    a.entity, a.category, s.criterion, s.stage,
    sum(
        s.per_made * s.per_made * a.made_noise + 2 * s.per_made * s.per_powered * a.cross_noise
        + s.per_powered * s.per_powered * a.powered_noise
    ) AS variance
FROM activity AS a
INNER JOIN staged AS s ON a.kin = s.kin AND a.country = s.country AND a.metered = s.metered
GROUP BY a.entity, a.category, s.criterion, s.stage;

CREATE OR REPLACE TABLE cover AS
WITH fate AS (
    SELECT
        a.entity, a.category, c.code AS criterion, a.lines, a.units,
        (coalesce(g.embodied_per_made, 0) + coalesce(g.use_per_made, 0)) * a.made
        + coalesce(g.use_per_powered, 0) * a.powered AS gwp,
        a.category <> '' AND a.timed AND a.lived AND r.lacks_embodied IS NULL AND r.lacks_use IS NULL AS complete,
        CASE WHEN a.category = '' THEN 'match' END AS lacks_match,
        CASE WHEN NOT a.timed THEN 'retirement-date' END AS lacks_date,
        CASE WHEN a.category <> '' AND NOT a.lived THEN 'life:' || a.category END AS lacks_life,
        r.lacks_embodied, r.lacks_use
    FROM activity AS a
    CROSS JOIN criterion AS c
    LEFT JOIN reach AS r
        ON a.kin = r.kin AND a.country = r.country AND a.metered = r.metered AND c.code = r.criterion
    LEFT JOIN reach AS g
        ON a.kin = g.kin AND a.country = g.country AND a.metered = g.metered AND g.criterion = 'gwp'
)

SELECT
    entity, category, criterion,
    sum(units) AS units,
    coalesce(sum(CASE WHEN complete THEN units END), 0.0) AS units_covered,
    sum(lines) AS lines,
    concat_ws(
        ',',
        min(lacks_match), min(lacks_date), min(lacks_life), min(lacks_embodied),
        string_agg(DISTINCT lacks_use, ',')
    ) AS missing,
    sum(gwp) AS gwp,
    coalesce(sum(CASE WHEN complete THEN gwp END), 0.0) AS gwp_covered
FROM fate
GROUP BY entity, category, criterion;
