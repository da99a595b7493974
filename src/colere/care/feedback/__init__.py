"""What customers answered when we asked them.

Nouns: Response (one answer: satisfaction 1-5, recommendation 0-10, effort 1-7, or a question of our own).
Neighbours: customers below; conversations beside, referred to as "conversation:12".
"""
