"""What is done with themes: read new words (`running`, with `runs` and `writing`), keep what was found (`keeping`), and
what people decide (`deciding`, `dividing`).
"""
