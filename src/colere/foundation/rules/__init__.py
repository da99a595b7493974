"""Pure decisions of the foundation: when we work, who leads whom, what a promise means, who may decide what."""
