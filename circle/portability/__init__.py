"""Carrying communities in and out: reading what others exported, and later whole circles.

Belongs here: file formats and how they become entries. Does not belong here: what an entry is.
"""
