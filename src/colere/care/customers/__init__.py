"""Who our customers are: one record each, with everything that identifies them.

Nouns: Customer, CustomerIdentity (an address, a number, a handle), Company, AttributeDefinition, CustomerNote,
Consent, Purchase,
CustomerMerge (two records that were one person, and how to undo it). Above: conversations, feedback and listening
point here.
"""
