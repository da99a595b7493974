"""The verbs on mentions: the only place that writes their tables."""
