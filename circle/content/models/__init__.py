"""Tables of what members write, split by noun."""

from circle.content.models.collections import Collection, CollectionItem
from circle.content.models.entries import Draft, Entry, EntryDay, Revision
from circle.content.models.media import Media
from circle.content.models.polls import Poll, PollChoice, PollOption, PollVote
from circle.content.models.reactions import EntryTag, Proposal, Reaction, Tag, TagSynonym
from circle.content.models.sayings import Saying

__all__ = [
    "Collection",
    "CollectionItem",
    "Draft",
    "Entry",
    "EntryDay",
    "EntryTag",
    "Media",
    "Poll",
    "PollChoice",
    "PollOption",
    "PollVote",
    "Proposal",
    "Reaction",
    "Revision",
    "Saying",
    "Tag",
    "TagSynonym",
]
