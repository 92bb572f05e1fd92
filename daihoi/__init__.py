"""Daihoi runs a congress season in an organisation that is a tree of units."""

__version__ = "0.1.0"
