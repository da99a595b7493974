"""What people say about us in public: reviews and mentions.

Nouns: Mention. Neighbours: customers below; conversations and feedback beside.
"""
