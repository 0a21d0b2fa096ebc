-- Give its model to each triple that has one; the model tells the category where nothing else did.
-- Grain: as declared. Units: confidence 0-1. Inputs: declared, answer.
UPDATE declared
SET
    model_key = answer.model_key,
    method = CASE WHEN declared.category IS NOT DISTINCT FROM answer.category THEN declared.method ELSE 'model' END,
    confidence = CASE
        WHEN declared.category IS NOT DISTINCT FROM answer.category THEN declared.confidence ELSE answer.confidence
    END,
    category = answer.category
FROM answer
WHERE declared.id = answer.id;
