-- Lines recognised and left out of scope, by reason; `outside-year` for those not in service in the year.
-- Grain: reason. Units: lines; units as quantity. Inputs: tally, kin.
SELECT
    coalesce(k.exclusion, 'outside-year') AS reason,
    CAST(sum(t.lines) AS BIGINT) AS lines,
    sum(t.units) AS units
FROM tally AS t
LEFT JOIN kin AS k ON t.kin = k.kin
WHERE k.exclusion IS NOT NULL OR t.outside
GROUP BY coalesce(k.exclusion, 'outside-year')
ORDER BY reason;
