"""The two pages (`problems`, `changes`), their sentences (`wording`), charts (`charts`) and forms for programs
(`output`).
"""
