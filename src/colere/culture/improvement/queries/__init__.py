"""What may be asked: one problem and all (`problems`), how far one has come (`standing`), what waits for whom
(`waiting`), and what goes out (`exports`).
"""
