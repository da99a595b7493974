"""Themes: what customers say in their own words, found without being told what to look for.

Nouns: ThemeMap (the themes that are known, as places among the texts), Theme (one of them: its words, what people have
decided about it), ThemeText (which theme a customer's words belong to; never the words), ThemeRun (one reading of new
words), FoundThemes (what was found about the themes of a period; `platform.kept` keeps it). Below: `stats.words`,
which finds themes, and `insights.problems`, which finds when something comes up more than usual.
"""
