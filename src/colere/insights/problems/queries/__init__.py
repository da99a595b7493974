"""What may be asked: what comes back (`counting`, `kept`), in customers' words (`quotes`), and what changed
(`changes`).
"""
