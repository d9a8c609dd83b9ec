"""Questions and answers: asked once, answered, settled, and kept true for years.

Belongs here: what makes an entry a question or an answer, who settles it, what a bounty becomes,
and whether an accepted answer still holds. Does not belong here: how entries are written, shown
and taken away (content), how points move (points), which questions are alike (search).
"""
