"""The verbs on the foundation: the only place that writes their tables."""
