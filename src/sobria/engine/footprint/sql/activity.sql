-- The one scan of the lines: everything the sums need.
-- Grain of tally: entity x kin x country x (metered, lived, timed, outside the year); every accepted line.
-- activity: the same without excluded lines and those outside the year; category '' = unmatched.
-- Units: as line_activity; noise sums are (scale)^2 x (e^sigma^2 - 1) of the input quality.
-- The counts at the end of tally: lines that rest on each assumption.
-- Inputs: line_activity, kin.
CREATE OR REPLACE TABLE tally AS
SELECT
    entity, kin, country, metered, lived, timed, outside,
    count(*) AS lines,
    sum(units) AS units,
    sum(made_scale) AS made,
    sum(powered_scale) AS powered,
    sum(noise * made_scale * made_scale) AS made_noise,
    sum(noise * made_scale * powered_scale) AS cross_noise,
    sum(noise * powered_scale * powered_scale) AS powered_noise,
    count_if(start_assumed) AS start_assumed,
    count_if(retirement_unknown) AS retirement_unknown,
    count_if(life_assumed) AS life_assumed,
    count(*) - count(quality) AS quality_assumed,
    count_if(quality = 'high') AS quality_high,
    count_if(quality = 'medium') AS quality_medium,
    count_if(country_assumed) AS country_assumed,
    count_if(pue_assumed) AS pue_assumed,
    count_if(declared_share IS NULL AND ownership = 'byod') AS byod,
    count_if(declared_share IS NULL AND ownership = 'cope') AS cope
FROM line_activity
GROUP BY entity, kin, country, metered, lived, timed, outside;

CREATE OR REPLACE TABLE activity AS
SELECT
    t.entity, coalesce(k.category, '') AS category, coalesce(k.kind, 'equipment') AS kind, t.kin, t.country,
    t.metered, t.lived, t.timed, t.lines, t.units, t.made, t.powered, t.made_noise, t.cross_noise, t.powered_noise
FROM tally AS t
LEFT JOIN kin AS k ON t.kin = k.kin
WHERE k.exclusion IS NULL AND NOT t.outside;
