"""The pages for operators: what happened, and what leaves the house by mail."""
