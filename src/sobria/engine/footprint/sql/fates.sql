-- Lines accepted, and those matched (a category, or recognised and excluded). Grain: one row. Units: lines.
-- Inputs: tally, kin.
SELECT
    coalesce(sum(t.lines), 0) AS accepted,
    coalesce(sum(CASE WHEN k.category IS NOT NULL OR k.exclusion IS NOT NULL THEN t.lines END), 0) AS matched
FROM tally AS t
LEFT JOIN kin AS k ON t.kin = k.kin;
