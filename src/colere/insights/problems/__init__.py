"""Problems that come back, and what changed: what a leader with ten minutes needs to know.

Nouns: Findings (what was found about the topics of a period), Topic (one of them: its cost and its spells), Spell (days
on which it came up more than usual). Below: the `conversations` facts, and `stats`, which finds the spells. What is
found is kept and counted again by workers.
"""
