-- The file of lines, then the virtual machines and applications sharing them (kind = virtual, application: never to
-- be added to the physical lines; quantity is the share of the host, method what the share rests on).
-- Grain: accepted line, virtual machine, application. Units: as lines.sql. Inputs: line_detail, share_detail.
SELECT *, CAST(NULL AS VARCHAR) AS host, CAST(NULL AS VARCHAR) AS virtual_machine FROM line_detail
UNION ALL BY NAME
SELECT * FROM share_detail
