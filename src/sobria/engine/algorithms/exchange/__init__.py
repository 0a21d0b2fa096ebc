"""Records of algorithms read from and written to the formats of other registers, with what is lost on the way."""
