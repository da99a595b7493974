"""Bringing a company's own data in, and taking it out again.

Nouns: Source (where rows come from), ImportRun (one load). Domains register kinds, parts and references from `extensions.py`.
"""
