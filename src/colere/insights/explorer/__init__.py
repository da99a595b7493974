"""The explorer: every measure of the catalogue, over time and by group, down to the conversations behind a number.

It owns no nouns: measures, figures and series come from `platform.metrics`. Also the `colere report` command and its
page.
"""
