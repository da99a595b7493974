"""What can be done: raising and describing (`raising`), whose it is (`owning`), cause, change and telling (`steps`),
closing (`closing`), remarks (`remarks`), and what the house counts (`measuring`). `holding` keeps two people apart.
"""
