-- Empty tables of the method's own data, filled by the runner from the catalogue.
-- Grain: setting: one row per run; criterion: impact criterion; category_method: category.
-- Units: shares 0-1, noise e^sigma^2 - 1, life in years. Inputs: none.
CREATE OR REPLACE TABLE setting (
    year_opens DATE, year_closes DATE, shortest_life DOUBLE, byod_share DOUBLE, cope_share DOUBLE, default_pue DOUBLE, country VARCHAR,
    noise_high DOUBLE, noise_medium DOUBLE, noise_low DOUBLE
);
CREATE OR REPLACE TABLE criterion (code VARCHAR, unit VARCHAR);
CREATE OR REPLACE TABLE category_method (category VARCHAR, kind VARCHAR, life_years DOUBLE);
