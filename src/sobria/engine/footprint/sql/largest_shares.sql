-- Virtual machines and applications by the greenhouse gases that fall to them, largest first.
-- Grain: one row per virtual machine or application. Units: kgCO2e per year. Inputs: share_detail; $kind, $limit.
SELECT kind, item, host, virtual_machine, quantity, embodied_gwp + use_gwp AS gwp
FROM share_detail
WHERE kind = $kind
ORDER BY gwp DESC NULLS LAST, item ASC
LIMIT $limit;
