"""What is decided without asking anybody: which kinds of steps there are (`steps`), what a journey holds (`found`), and
which step stands out among the others (`comparing`).
"""
