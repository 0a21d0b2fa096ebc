-- Put the rows in force into `factor`.
-- Grain: factor row. Units: as in factor. Inputs: one list per column, all of one length.
INSERT INTO factor
SELECT
    unnest($id), unnest($pack), unnest($category), unnest($model_key), unnest($criterion), unnest($stage),
    unnest($value), unnest($low), unnest($high), unnest($sigma), unnest($unit), unnest($per), unnest($region),
    unnest($source), unnest($licence), unnest($source_date), unnest($valid_from), unnest($valid_to),
    unnest($quality), unnest($origin), unnest($note);
