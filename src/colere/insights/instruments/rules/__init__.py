"""From rows to what the instruments of `stats` take, and what is found: arrays in, arrays out."""
