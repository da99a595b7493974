"""Pure decisions of the foundation, without Django: when we work, who leads whom, what a promise means, who may decide."""
