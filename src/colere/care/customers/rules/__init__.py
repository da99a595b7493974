"""Pure decisions about customers: what identifies them, who is perhaps the same person, what a fact's type allows."""
