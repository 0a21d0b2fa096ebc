-- The factor rows that some cell uses, as they stood in this computation.
-- Grain: factor row. Units: value, low, high in `unit` per `per`. Inputs: cell, factor.
WITH used AS (
    SELECT factor_id AS id FROM cell
    UNION
    SELECT energy_factor_id FROM cell WHERE energy_factor_id IS NOT NULL
)

SELECT
    factor.id,
    factor.pack,
    factor.category,
    factor.model_key,
    factor.criterion,
    factor.stage,
    factor.value,
    factor.low,
    factor.high,
    factor.sigma,
    factor.unit,
    factor.per,
    factor.region,
    factor.source,
    factor.licence,
    CAST(factor.source_date AS VARCHAR) AS source_date,
    CAST(factor.valid_from AS VARCHAR) AS valid_from,
    CAST(factor.valid_to AS VARCHAR) AS valid_to,
    factor.quality,
    factor.origin
FROM factor
INNER JOIN used ON factor.id = used.id
ORDER BY factor.id
