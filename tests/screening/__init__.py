"""Judging texts."""
