"""Topics: hosted threads of numbered floors, and the six kinds that ask for different floors.

What any entry can have (comments, likes, pictures, polls) stands in content.
"""
