"""What happened, for operators: the log as a page, with sign-ins, and the outbox of mail.

Nouns: none of its own; it reads the log and adds the lines that no domain writes (somebody signed in, somebody was
refused).
"""
