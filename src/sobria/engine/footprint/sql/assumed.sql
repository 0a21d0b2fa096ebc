-- How many lines in scope rest on each assumption.
-- Grain: one row. Units: lines. Inputs: tally, kin.
SELECT
    coalesce(sum(t.lines), 0) AS lines,
    coalesce(sum(t.start_assumed), 0) AS start_assumed,
    coalesce(sum(t.retirement_unknown), 0) AS retirement_unknown,
    coalesce(sum(t.life_assumed), 0) AS life_assumed,
    coalesce(sum(t.quality_assumed), 0) AS quality_assumed,
    coalesce(sum(t.quality_high), 0) AS quality_high,
    coalesce(sum(t.quality_medium), 0) AS quality_medium,
    coalesce(sum(t.country_assumed), 0) AS country_assumed,
    coalesce(sum(t.pue_assumed), 0) AS pue_assumed,
    coalesce(sum(t.byod), 0) AS byod,
    coalesce(sum(t.cope), 0) AS cope,
    coalesce(sum(CASE WHEN k.kind = 'flow' THEN t.lines END), 0) AS flows
FROM tally AS t
LEFT JOIN kin AS k ON t.kin = k.kin
WHERE k.exclusion IS NULL AND NOT t.outside;
