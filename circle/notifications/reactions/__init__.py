"""Whom to tell when something happened elsewhere."""
