"""The instruments: questions whose answer is an estimate, with its n, its interval and what it takes for granted.

What drives a score, what a change did, who is about to leave, which line of a quality sheet helps, how people do with
everybody's cases, how many contacts will come, what customers are worth. Nouns: Finding (one figure of an answer, with
what may be said of it). Below: `stats`, which does the mathematics, and the facts of `platform.metrics`. What later
rooms will hold (quality sheets, contracts) is read from files.
"""
