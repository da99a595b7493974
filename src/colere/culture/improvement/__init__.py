"""Problems that are solved for everybody, instead of answered again and again.

Nouns: Problem (what comes back, with its owner in any department), Cause (its words), Change (what was done, on which
day, and what it did), Telling (customers or colleagues were told), Remark (a colleague's note).
Neighbours: conversations below, whose topics a problem is about; the rooms of insights above count what it costs and
measure what a change did.
"""
