"""The way customers go with us: steps, what follows them, where people fall silent or write to us, and how it felt.

Nouns: Step (something that happened between a customer and us, of a declared kind), Way (one step directly followed by
another), Journey (all steps and ways of a period). Below: the facts of conversations, purchases and answers, the
promises of the foundation, and `insights.instruments`, which keeps what workers have counted.
"""
