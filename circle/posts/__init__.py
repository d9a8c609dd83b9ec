"""Posts: the short form of writing, the lists they stand in and the ways to carry them further.

What every kind of entry shares (text, pictures, comments, likes, states) belongs to content.
"""
