"""What the texts say: the charter language, its reader, its checker, what is in force when."""
