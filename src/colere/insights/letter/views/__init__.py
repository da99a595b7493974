"""The letter's pages: reading it, getting it by mail, and leaving."""
