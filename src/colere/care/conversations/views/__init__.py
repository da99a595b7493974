"""Pages about conversations: the list, and one of them."""
