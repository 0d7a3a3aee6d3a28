"""Mutants of a charter: every value that decides, changed in turn."""
