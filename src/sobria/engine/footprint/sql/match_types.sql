-- Exact types: the declared type, in words, is one the catalogue knows. A known word may say nothing ("ordinateur").
-- Grain: as declared. Units: none. Inputs: declared; $words, $categories: aliases of the catalogue, of one length.
CREATE OR REPLACE TEMP TABLE alias AS
SELECT singular(plain(words)) AS words, any_value(category) AS category
FROM (SELECT unnest($words) AS words, unnest($categories) AS category) AS given
GROUP BY 1;
