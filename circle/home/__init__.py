"""Pages that bring several packages together: the front page, discover, a circle, a person.

It reads and shows; rules and tables belong to the packages below.
"""
