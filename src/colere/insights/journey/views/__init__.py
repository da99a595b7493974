"""The page of the journey: its report and sentence (`report`), its charts (`charts`), and its codes in words
(`wording`).
"""
