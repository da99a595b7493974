"""Pure decisions about the letter: its week, what it holds, which words may stand in it, which question it asks."""
