"""Pages about customers: the list, one record, its notes, its twins, and the facts that the company keeps."""
