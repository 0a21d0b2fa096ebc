"""Devices on their way from the city to a person, as plain data: states, caps, balance, deeds, codes, priority."""
