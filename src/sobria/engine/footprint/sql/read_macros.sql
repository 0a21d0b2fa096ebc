-- Typing of cells. Grain: one cell. Inputs: text already stripped of outer blanks, NULL when "not said".
-- Every macro gives NULL for what it cannot read; the caller tells "blank" from "unreadable" by looking at the text.

-- Digits of a number written with any thousands sign and either decimal sign, as DuckDB reads them. `comma`: whether
-- a lone comma is decimal in this file; it only matters for a sign followed by exactly three digits.
CREATE OR REPLACE TEMP MACRO read_digits(t, comma) AS CASE
  WHEN regexp_full_match(t, '[+-]?[1-9]\d{0,2}(\.\d{3})+,\d+') THEN replace(replace(t, '.', ''), ',', '.')
  WHEN regexp_full_match(t, '[+-]?[1-9]\d{0,2}(,\d{3})+\.\d+') THEN replace(t, ',', '')
  WHEN regexp_full_match(t, '[+-]?[1-9]\d{0,2}(\.\d{3}){2,}') THEN replace(t, '.', '')
  WHEN regexp_full_match(t, '[+-]?[1-9]\d{0,2}(,\d{3}){2,}') THEN replace(t, ',', '')
  WHEN comma AND regexp_full_match(t, '[+-]?[1-9]\d{0,2}\.\d{3}') THEN replace(t, '.', '')
  WHEN NOT comma AND regexp_full_match(t, '[+-]?[1-9]\d{0,2},\d{3}') THEN replace(t, ',', '')
  WHEN regexp_full_match(t, '[+-]?\d+([.,]\d*)?|[+-]?[.,]\d+') THEN replace(t, ',', '.')
  WHEN regexp_full_match(t, '[+-]?\d+([.,]\d+)?[eE][+-]?\d+') THEN replace(t, ',', '.')
END;

-- Without currency signs, then without thousands blanks or apostrophes when these stand exactly where thousands do.
CREATE OR REPLACE TEMP MACRO read_bare(t) AS trim(regexp_replace(t, '[€$£]|EUR|USD|CHF', '', 'gi'), ' ' || chr(160) || chr(8239) || chr(9));
CREATE OR REPLACE TEMP MACRO read_ungrouped(t) AS CASE
  WHEN regexp_full_match(t, '[+-]?\d{1,3}([ \x{00A0}\x{202F}\x{2009}''’]\d{3})+([.,]\d+)?')
    THEN regexp_replace(t, '[ \x{00A0}\x{202F}\x{2009}''’]', '', 'g')
  ELSE t
END;
CREATE OR REPLACE TEMP MACRO read_number(t, comma) AS try_cast(read_digits(read_ungrouped(read_bare(t)), comma) AS DOUBLE);
CREATE OR REPLACE TEMP MACRO read_share(t, comma) AS CASE
  WHEN ends_with(t, '%') THEN read_number(rtrim(t, '% ' || chr(160) || chr(8239)), comma) / 100
  ELSE read_number(t, comma)
END;

-- A date from its three parts; two-digit years 70–99 are of the 1900s.
CREATE OR REPLACE TEMP MACRO read_parts(y, m, d) AS try_cast(
  CASE WHEN length(y) = 2 THEN (CASE WHEN y >= '70' THEN '19' ELSE '20' END) || y ELSE y END
  || '-' || m || '-' || d AS DATE
);
-- Day-first or month-first text: the parts p = [first, second, year]. `first` is 'd' or 'm', or '' when the file does
-- not say: then only texts that can be read one way are read.
CREATE OR REPLACE TEMP MACRO read_slashed(p, first) AS CASE
  WHEN first = 'd' THEN read_parts(p[3], p[2], p[1])
  WHEN first = 'm' THEN read_parts(p[3], p[1], p[2])
  WHEN p[1] = p[2] OR try_cast(p[1] AS INTEGER) > 12 THEN read_parts(p[3], p[2], p[1])
  WHEN try_cast(p[2] AS INTEGER) > 12 THEN read_parts(p[3], p[1], p[2])
END;
CREATE OR REPLACE TEMP MACRO read_other_date(t, first) AS CASE
  WHEN regexp_full_match(t, '\d{1,2}[/. -]\d{1,2}[/. -](\d{4}|\d{2})([ T,].*)?')
    THEN read_slashed(regexp_extract_all(t, '\d+')[1:3], first)
  WHEN regexp_full_match(t, '\d{4}[./ -]\d{1,2}[./ -]\d{1,2}([ T].*)?')
    THEN read_parts(regexp_extract_all(t, '\d+')[1], regexp_extract_all(t, '\d+')[2], regexp_extract_all(t, '\d+')[3])
  WHEN regexp_full_match(t, '(19|20)\d{6}') THEN read_parts(t[1:4], t[5:6], t[7:8])
END;
-- DuckDB reads "5-1-2" as the year 5: years before 1000 go through the other reading.
CREATE OR REPLACE TEMP MACRO read_date(t, first) AS coalesce(
  CASE WHEN try_cast(t AS DATE) >= DATE '1000-01-01' AND try_cast(t AS DATE) < DATE '9999-12-31' AND t[1] BETWEEN '0' AND '9'
    THEN try_cast(t AS DATE) END,
  read_other_date(t, first)
);
