-- Factor rows some cell uses, by what tells their date. Grain: pack x category x criterion x year x region.
-- Inputs: cell, factor.
SELECT DISTINCT
    pack, category, criterion, CAST(year(coalesce(valid_from, valid_to)) AS VARCHAR) AS since, coalesce(region, '') AS region
FROM factor
WHERE
    id IN (SELECT factor_id FROM cell) OR id IN (SELECT energy_factor_id FROM cell WHERE energy_factor_id IS NOT NULL)
ORDER BY pack, category, criterion, since, region;
