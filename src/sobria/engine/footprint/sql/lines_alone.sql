-- The file of lines when nothing is shared. Grain: accepted line. Units: as lines.sql. Inputs: line_detail.
SELECT * FROM line_detail
