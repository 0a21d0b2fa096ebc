-- What the inventory declares, once per distinct triple, in comparable words.
-- Grain: declared: distinct (category, manufacturer, model). Units: lines: number of lines. Inputs: line.
CREATE OR REPLACE TEMP MACRO plain(x) AS
trim(regexp_replace(lower(strip_accents(x)), '[^a-z0-9]+', ' ', 'g'));

-- Plurals are dropped word by word, so that "écrans" meets "écran".
CREATE OR REPLACE TEMP MACRO singular(x) AS
regexp_replace(regexp_replace(x, '([a-z]{3,})s\b', '\1', 'g'), '(eau)x\b', '\1', 'g');

CREATE OR REPLACE TEMP TABLE declared AS
SELECT
    row_number() OVER () AS id,
    declared_category,
    manufacturer,
    model,
    lines,
    singular(type) AS type_words,
    brand,
    name,
    trim(brand || ' ' || name) AS model_words,
    FALSE AS type_known,
    cast(NULL AS varchar) AS category,
    cast(NULL AS varchar) AS method,
    cast(NULL AS double) AS confidence,
    cast(NULL AS varchar) AS model_key
FROM (
    SELECT
        category AS declared_category,
        manufacturer,
        model,
        count(*) AS lines,
        plain(coalesce(category, '')) AS type,
        plain(coalesce(manufacturer, '')) AS brand,
        plain(coalesce(model, '')) AS name
    FROM line
    GROUP BY category, manufacturer, model
) AS triple;
