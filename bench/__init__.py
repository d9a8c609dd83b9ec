"""Load profiles, generators and soak runs; each prints a table."""
