"""The verbs on customers: the only place that writes their tables."""
