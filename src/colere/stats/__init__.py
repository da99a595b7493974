"""The measuring instruments: pure functions on numbers and arrays, free of Django.

Nouns: Interval (two bounds and how sure they are), Chart (a series with its limits), Signal (a stretch of a chart that
is no noise). Neighbours: `platform.metrics` takes counts out of the facts and hands them to these functions; nothing
here reads a table.
"""
