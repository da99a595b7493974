"""What customers and we said to each other, on any channel.

Nouns: Conversation, Message. Neighbours: customers below; feedback and listening beside (they refer to a
conversation as "conversation:12" and never import this domain); outreach and the team's side above.
"""
