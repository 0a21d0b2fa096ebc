-- What each accepted line carries into the sums: the method, for many rows (its readable twin is method.py).
-- Grain: one row per accepted line (view; nothing is stored).
-- Units: made_scale in units per year of life, powered_scale in kWh/year (metered) or units (typical), life in years.
-- Inputs: line, matched, place, setting (one row).
CREATE OR REPLACE TEMP VIEW line_activity AS
WITH placed AS (
    SELECT
        l.file, l.line, l.item, l.quantity, l.quality, l.ownership, l.kwh_year, l.acquisition,
        l.upstream_years, l.downstream_years, l.reuse_share, l.internal_years, l.retired,
        l.usage_share AS declared_share,
        l.data_centre,
        coalesce(l.entity, '') AS entity,
        m.kin, m.category, m.kind, m.method, m.confidence, m.exclusion, m.category_life_years,
        coalesce(l.country, p.country, s.country) AS country,
        l.country IS NULL AND p.country IS NULL AS country_assumed,
        CASE WHEN l.data_centre IS NULL THEN 1.0 ELSE coalesce(p.pue, s.default_pue) END AS pue,
        l.data_centre IS NOT NULL AND p.pue IS NULL AS pue_assumed,
        coalesce(l.purchased, l.in_service) AS bought,
        coalesce(l.in_service, l.purchased) AS started,
        l.status = 'retired' AND l.retired IS NULL AS retirement_unknown,
        s.year_opens, s.year_closes, s.shortest_life, s.byod_share, s.cope_share,
        s.noise_high, s.noise_medium, s.noise_low
    FROM line AS l
    CROSS JOIN setting AS s
    LEFT JOIN matched AS m
        ON
            l.category IS NOT DISTINCT FROM m.declared_category
            AND l.manufacturer IS NOT DISTINCT FROM m.manufacturer
            AND l.model IS NOT DISTINCT FROM m.model
    LEFT JOIN place AS p ON l.data_centre = p.name
),

lived AS (
    SELECT
        *,
        CASE
            WHEN retired IS NOT NULL AND bought IS NOT NULL THEN greatest(shortest_life, (retired - bought) / 365.0)
            WHEN internal_years IS NOT NULL THEN greatest(shortest_life, internal_years)
            ELSE category_life_years
        END AS internal,
        internal_years IS NULL AND (retired IS NULL OR bought IS NULL) AS life_assumed,
        CASE
            WHEN year_opens IS NULL THEN 1.0
            WHEN retirement_unknown THEN NULL
            ELSE
                greatest(
                    0, least(coalesce(retired, year_closes), year_closes) - greatest(coalesce(started, year_opens), year_opens)
                )
                / (year_closes - year_opens)
        END AS fraction,
        CASE
            WHEN declared_share IS NOT NULL THEN declared_share
            WHEN ownership = 'byod' THEN byod_share
            WHEN ownership = 'cope' THEN cope_share
            ELSE 1.0
        END AS share,
        CASE quality WHEN 'high' THEN noise_high WHEN 'medium' THEN noise_medium ELSE noise_low END AS noise
    FROM placed
),

spread AS (
    SELECT
        *,
        CASE
            WHEN kind = 'flow' THEN 1.0
            ELSE
                internal
                + CASE WHEN acquisition = 'new' THEN 0.0 ELSE coalesce(upstream_years, 0.0) END
                + CASE
                    WHEN downstream_years IS NOT NULL THEN downstream_years
                    WHEN reuse_share IS NOT NULL THEN coalesce(reuse_share * greatest(0.0, category_life_years - internal), 0.0)
                    ELSE 0.0
                END
        END AS life_years,
        quantity * share * fraction AS served
    FROM lived
)

SELECT
    file, line, item, entity, kin, category, kind, method, confidence, exclusion, country,
    quantity, quality, ownership, declared_share, fraction, life_years, kwh_year, pue, noise,
    country_assumed, pue_assumed,
    life_assumed AND coalesce(kind, '') <> 'flow' AS life_assumed,
    started IS NULL AND year_opens IS NOT NULL AS start_assumed,
    retirement_unknown,
    coalesce(fraction = 0, FALSE) AS outside,
    CASE WHEN kind = 'flow' THEN 1.0 ELSE quantity END AS units,
    kwh_year IS NOT NULL AS metered,
    life_years IS NOT NULL AS lived,
    fraction IS NOT NULL AS timed,
    coalesce(served / life_years, 0.0) AS made_scale,
    coalesce(served * pue * coalesce(kwh_year, 1.0), 0.0) AS powered_scale
FROM spread;
