"""Sobria: run a city's responsible-digital strategy."""

__version__ = "0.1.0"
