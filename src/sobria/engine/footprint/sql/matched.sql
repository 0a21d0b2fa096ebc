-- What matching found, with what the method needs of the category; and where data centres stand, one row each.
-- Grain: matched: distinct declared triple; kin: what is computed alike (category x model x exclusion), by a number;
-- place: data centre name. Units: life in years, pue ratio. Inputs: match, category_method, factor, data_centre.
-- A model without factor rows of its own is dropped here: its lines fall into their category's group.
CREATE OR REPLACE TABLE matched AS
WITH found AS (
    SELECT
        m.declared_category, m.manufacturer, m.model, m.category, m.method, m.confidence,
        CASE WHEN m.model_key IN (SELECT f.model_key FROM factor AS f WHERE f.model_key IS NOT NULL) THEN m.model_key END
            AS model_key,
        coalesce(m.exclusion, CASE WHEN c.kind IN ('container', 'excluded') THEN c.kind END) AS exclusion,
        coalesce(c.kind, 'equipment') AS kind,
        c.life_years AS category_life_years
    FROM match AS m
    LEFT JOIN category_method AS c ON m.category = c.category
)

SELECT *, CAST(dense_rank() OVER (ORDER BY category, model_key, exclusion) AS INTEGER) AS kin
FROM found;

CREATE OR REPLACE TABLE kin AS
SELECT DISTINCT kin, category, kind, model_key, exclusion FROM matched;

CREATE OR REPLACE TABLE place AS
SELECT name, max(pue) AS pue, max(country) AS country
FROM data_centre
WHERE name IS NOT NULL
GROUP BY name;
