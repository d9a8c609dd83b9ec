"""Pages that bring packages together."""
