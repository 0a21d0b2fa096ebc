"""Papers as structured text: one document, written as a page, as plain text, as an office file or as a tagged PDF."""
