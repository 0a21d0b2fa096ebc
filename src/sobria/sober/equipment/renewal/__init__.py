"""The renewal plan of a year: what to keep, repair, redeploy, replace, and what a longer life spares."""
