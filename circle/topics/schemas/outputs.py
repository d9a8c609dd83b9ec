"""What is answered about topics and floors, beside what every entry has."""

from marshmallow import fields

from circle.content.schemas import AuthorOutput, EntryOutput, EntryViewerOutput
from circle.core.schemas import OutputSchema


class TopicViewerOutput(EntryViewerOutput):
    """What the reader did in a topic and may do."""

    read_floor = fields.Integer(
        required=True, allow_none=True, metadata={"description": "up to which floor it was read"}
    )


class TopicOutput(EntryOutput):
    """A topic."""

    viewer = fields.Nested(TopicViewerOutput, required=True)
    topic_kind = fields.String(required=True)
    host = fields.Nested(AuthorOutput, required=True, allow_none=True)
    rules = fields.String(required=True)
    state = fields.String(required=True, metadata={"description": "soon, running or over"})
    starts_at = fields.DateTime(required=True, allow_none=True)
    ends_at = fields.DateTime(required=True, allow_none=True)
    floors = fields.Integer(required=True, metadata={"description": "the number given last"})
    participants = fields.Integer(required=True)
    slow_minutes = fields.Integer(required=True)
    closing = fields.String(required=True)
    closed_at = fields.DateTime(required=True, allow_none=True)
    result_id = fields.Integer(required=True, allow_none=True)
    details = fields.Dict(
        required=True, metadata={"description": "what its kind adds: dates, places, counts"}
    )


class WaitsOutput(OutputSchema):
    """One line of what waits for the reader in a circle's topics."""

    cause = fields.String(
        required=True,
        metadata={"description": "due, event, day, poll or lottery for what is soon over; won, "
                  "no_draw, seat, off, moved, cancelled, gone, closed, graded, chosen, selected "
                  "or the status of an idea for what happened"},
    )  # fmt: skip
    title = fields.String(required=True)
    url = fields.String(required=True, metadata={"description": "where it is seen"})
    until = fields.DateTime(
        required=True, allow_none=True, metadata={"description": "its hour, where it has one"}
    )
    said = fields.String(
        required=True, metadata={"description": "a reason, a grade, a place, a note"}
    )
    more = fields.Integer(
        required=True, metadata={"description": "how often the same happened besides"}
    )


class ReplyOutput(EntryOutput):
    """A floor of a topic."""

    topic_id = fields.Integer(required=True)
    floor = fields.Integer(
        required=True, allow_none=True, metadata={"description": "null while nobody sees it"}
    )
    by_host = fields.Boolean(required=True)
    details = fields.Dict(
        required=True, metadata={"description": "what the topic's kind adds: a grade, a status"}
    )
