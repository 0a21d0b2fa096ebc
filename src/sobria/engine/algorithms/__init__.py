"""Records of algorithms and AI systems, as plain data: fields, canonical content, fingerprint, exchange formats."""
