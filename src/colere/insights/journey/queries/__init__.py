"""What may be asked: the journey of a period (`counting`), told by facts in SQL (`telling`)."""
