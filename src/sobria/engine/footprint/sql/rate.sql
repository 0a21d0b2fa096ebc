-- Which factor rows apply to which kind of line, and what each adds per unit of activity.
-- Grain of rate: kin x country x metered x criterion x stage x factor row (x kWh row).
-- Units: per_made in impact per item, per_powered in impact per kWh (metered) or per item and year (typical).
-- Inputs: activity, kin, factor, region_path, criterion.
CREATE OR REPLACE TABLE demand AS
SELECT DISTINCT a.kin, a.country, k.category, k.kind, k.model_key
FROM activity AS a
INNER JOIN kin AS k ON a.kin = k.kin
WHERE k.category IS NOT NULL;

CREATE OR REPLACE TABLE path AS
SELECT country, region, min(rank) AS rank
FROM (
    SELECT country, region, rank FROM region_path
    UNION ALL
    SELECT DISTINCT country, country AS region, 0 AS rank FROM demand
    UNION ALL
    SELECT DISTINCT country, '' AS region, 1000 AS rank FROM demand
) AS known
GROUP BY country, region;

-- Per criterion and `per`: the model's own rows before the category's; then the nearest region that has rows, whole.
CREATE OR REPLACE TABLE chosen AS
WITH candidate AS (
    SELECT
        d.kin, d.country, f.criterion, f.stage, f.id AS factor_id, f.value, 'item' AS basis,
        CASE WHEN f.model_key IS NULL THEN 100000 ELSE 0 END + p.rank AS distance
    FROM demand AS d
    INNER JOIN factor AS f ON d.category = f.category AND (f.model_key IS NULL OR d.model_key = f.model_key)
    INNER JOIN path AS p ON d.country = p.country AND coalesce(f.region, '') = p.region
    WHERE f.per <> 'kWh'
    UNION ALL
    SELECT NULL, d.country, f.criterion, f.stage, f.id, f.value, 'grid', p.rank
    FROM (SELECT DISTINCT country FROM demand) AS d
    INNER JOIN path AS p ON d.country = p.country
    INNER JOIN factor AS f ON f.category = 'electricity' AND f.per = 'kWh' AND coalesce(f.region, '') = p.region
),

nearest AS (
    SELECT *, min(distance) OVER (PARTITION BY basis, kin, country, criterion) AS best
    FROM candidate
),

kept AS (
    SELECT
        *,
        max(CASE WHEN stage IN ('manufacturing', 'distribution', 'end_of_life') THEN 1 ELSE 0 END)
            OVER (PARTITION BY basis, kin, country, criterion) AS split
    FROM nearest
    WHERE distance = best
)

SELECT basis, kin, country, criterion, stage, factor_id, value
FROM kept
WHERE NOT (stage = 'embodied' AND split = 1);

CREATE OR REPLACE TABLE rate AS
WITH own AS (
    SELECT kin, country, criterion, stage, factor_id, value FROM chosen
    WHERE basis = 'item' AND criterion <> 'kwh'
),

grid AS (
    SELECT g.country, g.criterion, g.factor_id, g.value
    FROM chosen AS g
    INNER JOIN criterion AS c ON g.criterion = c.code
    WHERE g.basis = 'grid'
),

typical AS (
    SELECT kin, country, factor_id, value FROM chosen WHERE basis = 'item' AND criterion = 'kwh'
)

SELECT
    o.kin, o.country, m.metered, o.criterion, o.stage, o.factor_id,
    CAST(NULL AS VARCHAR) AS energy_factor_id, o.value AS per_made, 0.0 AS per_powered, FALSE AS from_power
FROM own AS o
INNER JOIN criterion AS c ON o.criterion = c.code
INNER JOIN (VALUES (TRUE), (FALSE)) AS m (metered) ON o.stage <> 'use' OR NOT m.metered
UNION ALL
SELECT d.kin, d.country, TRUE, g.criterion, 'use', g.factor_id, NULL, 0.0, g.value, TRUE
FROM demand AS d
INNER JOIN grid AS g ON d.country = g.country
UNION ALL
SELECT d.kin, d.country, FALSE, g.criterion, 'use', g.factor_id, NULL, 0.0, g.value, TRUE
FROM demand AS d
INNER JOIN grid AS g ON d.country = g.country
WHERE d.category = 'electricity'
UNION ALL
SELECT t.kin, t.country, FALSE, g.criterion, 'use', g.factor_id, t.factor_id AS energy_factor_id, 0.0, g.value * t.value, TRUE
FROM typical AS t
INNER JOIN grid AS g ON t.country = g.country
WHERE
    NOT EXISTS (
        SELECT 1 FROM own AS o
        WHERE
            o.stage = 'use' AND o.kin = t.kin AND o.country = t.country AND o.criterion = g.criterion
    );

-- The same, summed: what one kind of line needs to be computed, and what it lacks (NULL: nothing).
-- Grain of reach: kin x country x metered x criterion (every impact criterion).
CREATE OR REPLACE TABLE reach AS
WITH summed AS (
    SELECT
        d.kin, d.country, m.metered, c.code AS criterion, d.category, d.kind,
        sum(CASE WHEN r.stage <> 'use' THEN r.per_made END) AS embodied_per_made,
        sum(CASE WHEN r.stage = 'use' THEN r.per_made END) AS use_per_made,
        sum(CASE WHEN r.stage = 'use' THEN r.per_powered END) AS use_per_powered,
        m.metered OR (d.kin, d.country) IN (SELECT (k.kin, k.country) FROM chosen AS k WHERE k.criterion = 'kwh') AS kwh_known
    FROM demand AS d
    CROSS JOIN (VALUES (TRUE), (FALSE)) AS m (metered)
    CROSS JOIN criterion AS c
    LEFT JOIN rate AS r
        ON d.kin = r.kin AND d.country = r.country AND m.metered = r.metered AND c.code = r.criterion
    GROUP BY d.kin, d.country, m.metered, c.code, d.category, d.kind
)

SELECT
    kin, country, metered, criterion, embodied_per_made, use_per_made, use_per_powered,
    CASE
        WHEN kind = 'flow' AND coalesce(embodied_per_made, use_per_made) IS NULL THEN 'factor:' || category
        WHEN kind <> 'flow' AND embodied_per_made IS NULL THEN 'embodied:' || category
    END AS lacks_embodied,
    CASE
        WHEN kind = 'flow' OR use_per_made IS NOT NULL THEN NULL
        WHEN kwh_known THEN 'mix:' || country
        ELSE 'kwh:' || category
    END AS lacks_use
FROM summed;
