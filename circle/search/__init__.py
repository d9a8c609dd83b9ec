"""Finding again: which questions are alike; later the index, queries and what is related.

Belongs here: how words are cut and folded, what is kept to find entries by, and what is found. Does
not belong here: who may see what is found (content's clauses, asked at read time) and pages.
"""
