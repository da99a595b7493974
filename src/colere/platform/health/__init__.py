"""Keeping the house up: the process tree (`colere serve`), and whether it is well (`/healthz`, `colere doctor`)."""
