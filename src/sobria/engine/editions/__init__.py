"""The yearly edition: one canonical document, and every file written from it and from nothing else."""
