-- How physical machines are shared among virtual machines, and these among applications. An allocation OF the
-- totals, never added to them.
-- Grain of share: one row per virtual machine and per application. Units: share 0-1 of the host; NULL: nothing says it.
-- basis: key (declared), vcpu, storage, application. Inputs: virtual_machine, application.
CREATE OR REPLACE TEMP TABLE share AS
WITH sized AS (
    SELECT
        *,
        sum(vcpu) OVER (PARTITION BY host) AS host_vcpu,
        sum(storage_tb) OVER (PARTITION BY host) AS host_storage_tb
    FROM virtual_machine
),

machine AS (
    SELECT
        file, line, name, host, entity,
        CASE
            WHEN share_key IS NOT NULL THEN 'key'
            WHEN vcpu IS NOT NULL AND host_vcpu > 0 THEN 'vcpu'
            WHEN storage_tb IS NOT NULL AND host_storage_tb > 0 THEN 'storage'
        END AS basis,
        CASE
            WHEN share_key IS NOT NULL THEN share_key
            WHEN vcpu IS NOT NULL AND host_vcpu > 0 THEN vcpu / host_vcpu
            WHEN storage_tb IS NOT NULL AND host_storage_tb > 0 THEN storage_tb / host_storage_tb
        END AS share
    FROM sized
),

installed AS (
    SELECT
        a.file, a.line, a.name, a.entity, m.host, m.name AS virtual_machine, m.share,
        count(*) OVER (PARTITION BY m.file, m.line) AS beside
    FROM application AS a
    LEFT JOIN machine AS m ON a.virtual_machine = m.name AND (a.host IS NULL OR a.host = m.host)
)

SELECT 'virtual' AS kind, file, line, name AS item, entity, host, name AS virtual_machine, basis, share FROM machine
UNION ALL
SELECT
    'application', file, line, name, entity, host, virtual_machine,
    CASE WHEN host IS NOT NULL THEN 'application' END,
    CASE WHEN host IS NOT NULL THEN share / beside END
FROM installed;
