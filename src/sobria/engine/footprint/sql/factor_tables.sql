-- The factor rows in force, and how a country finds its region.
-- Grain: factor: one row per factor row; region_path: country x region it may use, nearest first.
-- Units: value, low, high in `unit` per `per`; sigma without unit. Inputs: none (filled by packs.py).
CREATE OR REPLACE TABLE factor (
    id VARCHAR, pack VARCHAR, category VARCHAR, model_key VARCHAR, criterion VARCHAR, stage VARCHAR,
    value DOUBLE, low DOUBLE, high DOUBLE, sigma DOUBLE, unit VARCHAR, per VARCHAR, region VARCHAR,
    source VARCHAR, licence VARCHAR, source_date DATE, valid_from DATE, valid_to DATE, quality VARCHAR,
    origin VARCHAR, note VARCHAR
);
CREATE OR REPLACE TABLE region_path (country VARCHAR, region VARCHAR, rank INTEGER);
