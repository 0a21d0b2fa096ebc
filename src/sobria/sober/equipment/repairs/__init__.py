"""Faults of equipment: reported, quoted, entrusted, repaired or given up."""
