"""From every room to one document: plain JSON, each text in both languages, each number as it is kept."""
