"""What is decided about problems without asking anybody: the year's rhythm (`rhythm`), and what was found (`finding`,
which `findings` holds and turns into JSON).
"""
