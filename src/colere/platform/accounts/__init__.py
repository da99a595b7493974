"""Who may come in: accounts, their roles, sign-in by password or one-time link.

Nouns: Account, Role, SignInLink. Above: permissions (what an account may do), foundation (the person behind the
account).
"""
