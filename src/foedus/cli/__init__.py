"""The command line: one file one command, found by looking in ``commands/``."""
