"""A simulated company with planted truths: Marrowfield, plants and tools by post, and a workshop that mends them.

Nothing in the product imports this package. `colere.demo.company.simulate` gives a company of any size as rows in the
shapes of `colere import`, with a manifest of what is to be found in it; the command `demo` loads it and serves it.
Only the loader and the command know Django.
"""
