"""The demonstration community: four invented circles (`data/`) and the pictures drawn for them.

Belongs here: the story as data files, the code that draws its pictures, and the loader that tells
it through the ordinary verbs. Does not belong here: anything the product needs without its demo.
"""
