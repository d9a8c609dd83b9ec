"""Telling people: the inbox and what people choose of it, letters, reach, webhooks.

What happened elsewhere comes here by events; nothing below knows of this package. A notice keeps
ids only: words, names and circles are read when somebody looks, with that person's eyes.
"""
