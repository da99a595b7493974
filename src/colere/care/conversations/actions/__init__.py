"""The verbs on conversations: the only place that writes their tables."""
