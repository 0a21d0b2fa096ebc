-- What became of every accepted line.
-- Grain: one row per accepted line. Units: criterion's unit per year; life in years, NULL
-- for a flow; kwh_year per unit of the line.
-- missing: why it does not count (excluded, outside-year, retirement-date, match), or what lacks, as `life`,
-- `embodied:<criterion>`, `use:<criterion>`; NULL when all is computed.
-- Inputs: line_activity, wide_rate.
CREATE OR REPLACE TEMP VIEW line_detail AS
SELECT
    CAST('physical' AS ENUM ('physical')) AS kind,
    l.file, l.line, l.item, nullif(l.entity, '') AS entity, l.category, l.method, l.confidence, l.exclusion,
    l.country, l.quantity, l.fraction, CASE WHEN l.kind <> 'flow' THEN l.life_years END AS life_years, l.kwh_year, l.pue,
    CASE WHEN l.timed AND l.lived THEN l.made_scale * r.embodied_CRITERION END AS embodied_CRITERION, -- each criterion
    CASE WHEN l.timed AND (l.lived OR r.use_made_CRITERION = 0) THEN l.made_scale * r.use_made_CRITERION + l.powered_scale * r.use_powered_CRITERION END AS use_CRITERION, -- each criterion
    CASE
        WHEN l.exclusion IS NOT NULL THEN 'excluded'
        WHEN l.outside THEN 'outside-year'
        WHEN NOT l.timed THEN 'retirement-date'
        WHEN l.category IS NULL THEN 'match'
        WHEN NOT l.lived THEN concat_ws(',', 'life', r.lacks)
        ELSE r.lacks
    END AS missing
FROM line_activity AS l
LEFT JOIN wide_rate AS r ON l.kin = r.kin AND l.country = r.country AND l.metered = r.metered;
