"""The clerk: the only writer of a record and the only reader of the clock."""
