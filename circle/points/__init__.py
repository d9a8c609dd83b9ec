"""Standing: the ledger of points and growth, its rules, levels, check-in, shop and badges.

Belongs here: what is earned, held, spent and shown of it, and the rows that prove it. Does not
belong here: what earned it (content and the forms of interaction announce that with events) and
who is told (notifications). Nothing here refers to an entry's row: events bring the facts.
"""
