"""Checks of what no linter knows: templates and translations."""
