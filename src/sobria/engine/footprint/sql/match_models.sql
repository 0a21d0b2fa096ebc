-- Models that have factor rows of their own, with and without brand and form words.
-- Grain: named_model: model and category. Units: none. Inputs: factor.
CREATE OR REPLACE TEMP MACRO stem(x) AS trim(regexp_replace(
    regexp_replace(
        x,
        '\b(dell|hp|hpe|hewlett|packard|lenovo|apple|samsung|microsoft|asus|acer|fujitsu|google|inc|corp|corporation'
        || '|btx|cto|xctoa|base|pc|notebook|laptop|monitor|ecran|moniteur|computer|business|commercial)\b',
        ' ', 'g'
    ),
    ' +', ' ', 'g'
));
CREATE OR REPLACE TEMP MACRO figures(x) AS
array_to_string(list_sort(regexp_extract_all(x, '[a-z]*[0-9][a-z0-9]*')), ' ');

CREATE OR REPLACE TEMP TABLE named_model AS
SELECT
    model_key, category,
    split_part(model_key, '|', 1) AS brand,
    split_part(model_key, '|', 2) AS name,
    stem(split_part(model_key, '|', 2)) AS stem
FROM (SELECT DISTINCT model_key, category FROM factor WHERE model_key IS NOT NULL) AS own;
