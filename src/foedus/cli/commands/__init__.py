"""The commands: each file has a ``command``, and its first line says what the command does."""
