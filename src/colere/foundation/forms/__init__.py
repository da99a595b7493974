"""What people fill in on the foundation's pages."""
