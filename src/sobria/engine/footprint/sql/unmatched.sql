-- Declared types and models that no category recognises, most frequent first.
-- Grain: declared triple. Units: lines; units as quantity. Inputs: line, match; $limit (NULL: all).
SELECT l.category, l.manufacturer, l.model, count(*) AS lines, sum(l.quantity) AS units
FROM line AS l
INNER JOIN matched AS m
    ON
        l.category IS NOT DISTINCT FROM m.declared_category
        AND l.manufacturer IS NOT DISTINCT FROM m.manufacturer
        AND l.model IS NOT DISTINCT FROM m.model
WHERE m.category IS NULL AND m.exclusion IS NULL
GROUP BY l.category, l.manufacturer, l.model
ORDER BY lines DESC, l.category ASC, l.manufacturer ASC, l.model ASC
LIMIT $limit;
