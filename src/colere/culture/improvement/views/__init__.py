"""The list (`listing`), one problem with its story (`detail`), what is done about it (`steps`), the words for all of it
(`wording`), and what other pages show (`parts`).
"""
