-- Every refusal, in the order of the files. Grain: one row per problem. Inputs: problem.
SELECT file, line, "column", value, code, detail
FROM problem
ORDER BY file, line, "column", code;
