"""Where the record is kept: the port with its promises, in memory and in SQLite."""
