"""Persons: users, how they prove who they are, sessions, consent, closure, blocks. Not memberships."""
