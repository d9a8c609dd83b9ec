"""Persons: users, how they prove who they are, sessions, consent, blocks. Not memberships."""
