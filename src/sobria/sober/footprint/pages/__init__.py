"""What each page shows: typed contexts made of figures of the database. No figure is computed here."""
