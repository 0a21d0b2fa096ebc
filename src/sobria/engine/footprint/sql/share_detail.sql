-- What falls to each virtual machine and application, in the columns of lines.sql.
-- Grain: one row per virtual machine and per application. Units: as lines.sql. Inputs: share, line_detail.
CREATE OR REPLACE TEMP TABLE share_detail AS
WITH host AS (
    SELECT
        sum(embodied_CRITERION) AS embodied_CRITERION, -- each criterion
        sum(use_CRITERION) AS use_CRITERION, -- each criterion
        item,
        max(category) AS category,
        max(country) AS country,
        max(missing) AS missing
    FROM line_detail
    WHERE item IN (SELECT s.host FROM share AS s)
    GROUP BY item
)

SELECT
    s.kind, s.file, s.line, s.item, s.entity, h.category, s.host, s.virtual_machine, s.basis AS method, s.share AS quantity,
    h.country,
    s.share * h.embodied_CRITERION AS embodied_CRITERION, -- each criterion
    s.share * h.use_CRITERION AS use_CRITERION, -- each criterion
    CASE
        WHEN s.host IS NULL OR h.item IS NULL THEN 'host'
        WHEN s.share IS NULL THEN 'share'
        ELSE h.missing
    END AS missing
FROM share AS s
LEFT JOIN host AS h ON s.host = h.item;
