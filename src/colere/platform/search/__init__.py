"""One search over everything: full text on SQLite (FTS5) and PostgreSQL behind one interface, filtered by permission."""
