"""Colere: customer care as the daily practice of a whole company."""

__version__ = "0.1.0"
