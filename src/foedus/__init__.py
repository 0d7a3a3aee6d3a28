"""Runs a treaty organisation from its charter: operates, proves, rehearses and analyses it."""

__version__ = "0.1.0"
