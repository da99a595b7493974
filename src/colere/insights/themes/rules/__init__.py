"""What is decided about themes without asking anybody: which of a customer's words count (`texts`), and what was found
about the themes of a period (`found`).
"""
