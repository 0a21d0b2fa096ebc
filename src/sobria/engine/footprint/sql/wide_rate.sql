-- Rates of every kind of line, one column per criterion, for the per-line file.
-- Grain: kin x country x metered. Units: impact per unit of activity. Inputs: reach.
CREATE OR REPLACE TABLE wide_rate AS
SELECT
    kin, country, metered,
    max(CASE WHEN criterion = 'CRITERION' THEN embodied_per_made END) AS embodied_CRITERION, -- each criterion
    max(CASE WHEN criterion = 'CRITERION' THEN use_per_made END) AS use_made_CRITERION, -- each criterion
    max(CASE WHEN criterion = 'CRITERION' THEN use_per_powered END) AS use_powered_CRITERION, -- each criterion
    string_agg(
        nullif(
            concat_ws(
                ',',
                CASE WHEN lacks_embodied IS NOT NULL THEN 'embodied:' || criterion END,
                CASE WHEN lacks_use IS NOT NULL THEN 'use:' || criterion END
            ),
            ''
        ),
        ',' ORDER BY criterion
    ) AS lacks
FROM reach
GROUP BY kin, country, metered;
