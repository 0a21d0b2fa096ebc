-- Empty tables a reading fills. Grain: problem, one refusal (a line with two bad cells has two rows); data_centre,
-- virtual_machine, application, one declared object; extra, one unknown cell kept on request.
CREATE OR REPLACE TEMP TABLE problem (file VARCHAR, line BIGINT, "column" VARCHAR, value VARCHAR, code VARCHAR, detail VARCHAR);
CREATE OR REPLACE TEMP TABLE extra (line BIGINT, file VARCHAR, "column" VARCHAR, value VARCHAR);
