"""The pages of the explorer: the measures (`measures`), and the report in its several forms (`report`)."""
