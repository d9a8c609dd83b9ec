"""What forms and JSON of points may contain and what is answered, split by noun."""
