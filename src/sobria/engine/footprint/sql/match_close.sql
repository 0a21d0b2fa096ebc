-- What was found, one row per declared triple; a recognised thing out of scope keeps its code as exclusion.
-- Grain: distinct (declared_category, manufacturer, model). Units: confidence 0-1. Inputs: declared; $excluded: codes.
CREATE OR REPLACE TABLE match AS
SELECT
    declared_category,
    manufacturer,
    model,
    category,
    model_key,
    coalesce(method, 'none') AS method,
    confidence,
    CASE WHEN list_contains($excluded, category) THEN category END AS exclusion
FROM declared;
