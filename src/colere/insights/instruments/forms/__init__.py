"""What a reader can choose on the pages: what all share (`question`), and a module for each that asks for more."""
