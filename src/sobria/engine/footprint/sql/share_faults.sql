-- Hosts whose declared keys and shares do not make a whole. Grain: host. Units: share of the host.
-- Inputs: share; $tolerance.
SELECT host, count(*) AS machines, sum(share) AS total, max(share) AS largest
FROM share
WHERE kind = 'virtual' AND host IS NOT NULL
GROUP BY host
HAVING max(share) > 1 + $tolerance OR abs(sum(share) - 1) > $tolerance
ORDER BY abs(sum(share) - 1) DESC, host ASC;
