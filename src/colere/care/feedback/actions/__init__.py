"""The verbs on answers: the only place that writes their tables."""
