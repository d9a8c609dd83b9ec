"""Factories: states reached only through verbs."""
