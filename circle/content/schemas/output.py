"""How entries, drafts and collections look to programs."""

from marshmallow import fields

from circle.content.schemas.polls import PollOutput
from circle.core.schemas import OutputSchema


class AuthorOutput(OutputSchema):
    """Who wrote it, as the circle knows them."""

    id = fields.Integer(required=True)
    member_id = fields.Integer(allow_none=True)
    name = fields.String(required=True)
    display_name = fields.String(required=True)
    avatar = fields.String(allow_none=True)
    level = fields.Integer()
    role = fields.String(allow_none=True)
    mark = fields.Boolean(metadata={"description": "The level brings a mark beside the name"})


class PictureUrls(OutputSchema):
    """Where the three sizes are."""

    small = fields.String(required=True)
    medium = fields.String(required=True)
    large = fields.String(required=True)


class MediaOutput(OutputSchema):
    """A picture."""

    id = fields.Integer(required=True)
    uid = fields.String(required=True)
    kind = fields.String(required=True)
    status = fields.String(required=True)
    width = fields.Integer(required=True)
    height = fields.Integer(required=True)
    alt = fields.String(required=True)
    placeholder = fields.String()
    colour = fields.String()
    urls = fields.Nested(PictureUrls, required=True)


class CountsOutput(OutputSchema):
    """How many of each."""

    comments = fields.Integer(required=True)
    likes = fields.Integer(required=True)
    helpful = fields.Integer(required=True)
    bookmarks = fields.Integer(required=True)
    answers = fields.Integer(required=True)
    replies = fields.Integer(required=True)
    me_too = fields.Integer(required=True)


class EntryViewerOutput(OutputSchema):
    """What the asker did with it and may do."""

    liked = fields.Boolean(required=True)
    bookmarked = fields.Boolean(required=True)
    helpful = fields.Boolean(required=True)
    pending_edit = fields.Boolean(metadata={"description": "an edit of one's own waits"})
    can = fields.Dict(keys=fields.String(), values=fields.Boolean(), required=True)


class EntryOutput(OutputSchema):
    """An entry of any kind."""

    id = fields.Integer(required=True)
    uid = fields.String(required=True)
    kind = fields.String(required=True)
    circle = fields.String(required=True)
    url = fields.String()
    author = fields.Nested(AuthorOutput, required=True, allow_none=True)
    title = fields.String(required=True)
    body = fields.String(required=True, allow_none=True)
    body_html = fields.String(required=True, allow_none=True)
    excerpt = fields.String()
    restricted = fields.Boolean()
    status = fields.String(required=True)
    reason = fields.String(metadata={"description": "why it is not on show, for its author"})
    category = fields.String(required=True)
    tags = fields.List(fields.String(), required=True)
    media = fields.List(fields.Nested(MediaOutput), required=True)
    counts = fields.Nested(CountsOutput, required=True)
    pinned = fields.Boolean(required=True)
    featured = fields.Boolean(required=True)
    announcement = fields.Boolean()
    locked = fields.Boolean()
    city = fields.String(allow_none=True)
    expires_at = fields.DateTime(allow_none=True)
    scheduled_at = fields.DateTime(allow_none=True)
    ip_region = fields.String(required=True, allow_none=True)
    ai_statement = fields.String(required=True)
    created_at = fields.DateTime(required=True)
    published_at = fields.DateTime(allow_none=True)
    edited_at = fields.DateTime(required=True, allow_none=True)
    viewer = fields.Nested(EntryViewerOutput, required=True)
    poll = fields.Nested(PollOutput, required=True, allow_none=True)
    polls = fields.List(
        fields.Nested(PollOutput),
        metadata={"description": "of a survey: all its polls, `poll` being the first"},
    )
    entry_id = fields.Integer(metadata={"description": "of a comment: what it stands under"})
    reply_to_id = fields.Integer(allow_none=True)
    replies = fields.List(
        fields.Nested("circle.content.schemas.output.EntryOutput"),
        metadata={"description": "of a comment: the first"},
    )


class RevisionOutput(OutputSchema):
    """A wording an entry had, or one that waits."""

    id = fields.Integer(required=True)
    state = fields.String(required=True)
    title = fields.String(required=True)
    body = fields.String(required=True)
    tags = fields.List(fields.String(), required=True)
    created_at = fields.DateTime(required=True)


class WaitingOutput(OutputSchema):
    """Something to decide: an entry, and the edit when that is what waits."""

    entry = fields.Nested(EntryOutput, required=True)
    edit = fields.Nested(RevisionOutput, required=True, allow_none=True)
    reason = fields.String(required=True)


class ProposedOutput(OutputSchema):
    """An entry members propose to be featured, and how many of them."""

    entry = fields.Nested(EntryOutput, required=True)
    proposals = fields.Integer(required=True)


class DraftOutput(OutputSchema):
    """Words not yet sent."""

    key = fields.String(required=True)
    kind = fields.String(required=True)
    circle = fields.String(required=True, allow_none=True)
    content = fields.Dict(keys=fields.String(), required=True)
    updated_at = fields.DateTime(required=True)


class CircleTagOutput(OutputSchema):
    """A tag of a circle, and the words that stand for it."""

    name = fields.String(required=True)
    circle = fields.String(required=True)
    entries_count = fields.Integer(required=True)
    synonyms = fields.List(fields.String(), required=True)


class CollectionOutput(OutputSchema):
    """A collection."""

    id = fields.Integer(required=True)
    uid = fields.String(required=True)
    title = fields.String(required=True)
    intro = fields.String(required=True)
    entries_count = fields.Integer(required=True)
    created_at = fields.DateTime(required=True)


class FreezeOutput(OutputSchema):
    """Since when only staff write in a circle, and why; null when everybody may."""

    frozen_at = fields.DateTime(required=True, allow_none=True)
    frozen_reason = fields.String(required=True)
