"""Pages over everything below: they read measures and lists, and own no nouns."""
