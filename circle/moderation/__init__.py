"""Keeping a circle safe: what is reported and looked at, what staff do and undo, appeals, the log.

What a text must not say stands in screening; how an entry or a membership changes, in their own
packages, whose verbs are called here.
"""
