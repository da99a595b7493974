"""What is done with themes: read new words (`running`, with `runs` and `writing`), and what people decide (`deciding`,
`dividing`).
"""
