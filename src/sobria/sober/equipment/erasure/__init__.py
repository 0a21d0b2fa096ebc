"""Proofs that nothing is left on the drives of devices: certificates, removals, and what still lacks one."""
