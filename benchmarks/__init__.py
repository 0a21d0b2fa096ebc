"""Measurements. All: `benchmarks/run`. One: `benchmarks/run NAME`; run as modules, never by the path of a file."""
