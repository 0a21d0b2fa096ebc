"""Public figures as they are quoted, held against what their source says."""
