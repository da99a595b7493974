"""What customers and colleagues of the demo company say. The words are in the text files beside this one."""
