-- Accepted lines as entries of a register.
-- Grain: one row per accepted line.
-- Inputs: line, match, extra (one row per kept cell).
-- identity: the serial, else entity and item, else the content; a second line with the same one gets "#2", and so on.
-- extra: unknown columns; those Sobria adds to the lines it gives back (sobria_…) are left out.
-- digest: MD5 of all that the file says of the thing, its place in the file left out. Dates are ISO texts; extra is JSON.
WITH kept AS (
    SELECT
        file,
        line,
        cast(to_json(map_from_entries(list(struct_pack(k := "column", v := value) ORDER BY "column"))) AS VARCHAR) AS extra
    FROM extra
    WHERE value IS NOT NULL AND NOT starts_with("column", 'sobria_')
    GROUP BY file, line
),

said AS (
    SELECT
        l.*,
        k.extra AS extra,
        concat_ws(
            chr(31),
            coalesce(l.item, chr(30)),
            coalesce(l.serial, chr(30)),
            coalesce(l.category, chr(30)),
            coalesce(l.manufacturer, chr(30)),
            coalesce(l.model, chr(30)),
            coalesce(cast(l.quantity AS VARCHAR), chr(30)),
            coalesce(cast(l.purchased AS VARCHAR), chr(30)),
            coalesce(cast(l.in_service AS VARCHAR), chr(30)),
            coalesce(cast(l.retired AS VARCHAR), chr(30)),
            coalesce(l.entity, chr(30)),
            coalesce(l.site, chr(30)),
            coalesce(l.country, chr(30)),
            coalesce(l.data_centre, chr(30)),
            coalesce(cast(l.kwh_year AS VARCHAR), chr(30)),
            coalesce(l.acquisition, chr(30)),
            coalesce(cast(l.upstream_years AS VARCHAR), chr(30)),
            coalesce(cast(l.internal_years AS VARCHAR), chr(30)),
            coalesce(cast(l.downstream_years AS VARCHAR), chr(30)),
            coalesce(cast(l.reuse_share AS VARCHAR), chr(30)),
            coalesce(l.ownership, chr(30)),
            coalesce(cast(l.usage_share AS VARCHAR), chr(30)),
            coalesce(l.quality, chr(30)),
            coalesce(l.status, chr(30)),
            coalesce(cast(l.cores AS VARCHAR), chr(30)),
            coalesce(k.extra, chr(30))
        ) AS content
    FROM line AS l
    LEFT JOIN kept AS k ON l.file = k.file AND l.line = k.line
),

named AS (
    SELECT
        *,
        md5(content) AS digest,
        CASE
            WHEN serial IS NOT NULL THEN 's:' || CASE WHEN length(serial) > 200 THEN md5(upper(serial)) ELSE upper(serial) END
            WHEN item IS NOT NULL THEN 'i:' || CASE
                WHEN length(item) + length(coalesce(entity, '')) > 200 THEN md5(coalesce(entity, '') || chr(31) || item)
                ELSE coalesce(entity, '') || '|' || item
            END
            ELSE 'c:' || md5(content)
        END AS key
    FROM said
),

numbered AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY key ORDER BY file, line) AS nth
    FROM named
)

SELECT
    n.line,
    n.key || CASE WHEN n.nth > 1 THEN '#' || n.nth ELSE '' END AS identity,
    n.digest,
    n.file AS source_file,
    n.line AS source_line,
    n.item,
    n.serial,
    n.category,
    n.manufacturer,
    n.model,
    n.quantity,
    cast(n.purchased AS VARCHAR) AS purchased,
    cast(n.in_service AS VARCHAR) AS in_service,
    cast(n.retired AS VARCHAR) AS retired,
    n.entity,
    n.site,
    n.country,
    n.data_centre,
    n.kwh_year,
    n.acquisition,
    n.upstream_years,
    n.internal_years,
    n.downstream_years,
    n.reuse_share,
    n.ownership,
    n.usage_share,
    n.quality,
    n.status,
    n.cores,
    n.extra,
    m.category AS matched_category,
    m.method AS match_method,
    m.confidence AS match_confidence,
    m.exclusion
FROM numbered AS n
LEFT JOIN match AS m
    ON
        n.category IS NOT DISTINCT FROM m.declared_category
        AND n.manufacturer IS NOT DISTINCT FROM m.manufacturer
        AND n.model IS NOT DISTINCT FROM m.model
