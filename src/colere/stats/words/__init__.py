"""Words as figures: what customers write about, how they feel, what they want, how soon, and in which language.

Nouns: Vectors (a text as numbers), Theme (texts that say the same), Intent (what a customer wants), Scope (what the
examples do not speak of), Sentiment, Urgency, Language. Everything works without the extra `encoder`; what it would add
is said in each result. Heavy packages are imported only when a function needs them.
"""
