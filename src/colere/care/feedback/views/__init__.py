"""Pages about what customers answered."""
