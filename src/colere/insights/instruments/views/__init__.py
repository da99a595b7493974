"""What was found, in words: a sentence first, then figures, then what was taken for granted."""
