"""The people and circles of the story: signing up, opening, joining, following, collecting."""

from datetime import datetime, timedelta
from functools import partial

from circle.accounts import actions as accounts
from circle.accounts.avatars import keep_face
from circle.accounts.schemas import PersonRecord
from circle.circles import actions as circles
from circle.circles import queries as circle_queries
from circle.circles.schemas import JoinRequest, NewCircle, NewInvite, OwnCard, SettingsChange
from circle.content import actions as content
from circle.content.schemas import CollectionDetails
from circle.core.db import session
from circle.core.storage import files
from circle.demo.stage import Stage
from circle.demo.story import Story, Table, moment

SIGN_UP, OPEN, INVITE, JOIN, MEET, BLOCK, COLLECT = range(7)  # in this order at one time
ROLES = ("admin", "moderator", "guest")

LATELY = timedelta(minutes=5)  # after whatever was written yesterday, also just past midnight


def plan_places(stage: Stage, story: Story) -> None:
    """Everything about people and circles that is not a text of theirs."""
    for person in story.people:
        stage.plan(_at(stage, person["signed_up"]), SIGN_UP, partial(_sign_up, stage, person))
        for other in person.get("blocks", ()):
            stage.plan(_lately(stage), BLOCK, partial(_block, stage, person["name"], other))
    for circle in story.circles:
        _plan_circle(stage, circle)
        _plan_follows(stage, circle, story)


def review_newcomers(stage: Stage, circle: Table, posts: int) -> None:
    """Have so many first posts of each newcomer looked at."""
    circles.change_settings(
        stage.actor(circle["owner"]), stage.circles[circle["slug"]],
        SettingsChange(newcomer_review=posts),
    )  # fmt: skip


def _at(stage: Stage, text: str) -> datetime:
    return moment(text, stage.now)


def _lately(stage: Stage) -> datetime:
    return stage.now - LATELY


def _plan_circle(stage: Stage, circle: Table) -> None:
    codes: dict[str, str] = {}
    stage.plan(_at(stage, circle["opened"]), OPEN, partial(_open, stage, circle))
    if "invite" in circle:
        made = _at(stage, circle["invite"]["at"])
        stage.plan(made, INVITE, partial(_invite, stage, circle, codes))
    for member in circle["members"]:
        stage.plan(_at(stage, member["at"]), JOIN, partial(_join, stage, circle, member, codes))
    for asking in circle.get("pending", ()):
        stage.plan(_at(stage, asking["at"]), JOIN, partial(_ask, stage, circle, asking))
    for collection in circle["collections"]:
        stage.plan(_lately(stage), COLLECT, partial(_collect, stage, circle, collection))


def _plan_follows(stage: Stage, circle: Table, story: Story) -> None:
    """Whom somebody follows, they follow in every circle both belong to."""
    joined = {member["name"]: _at(stage, member["at"]) for member in circle["members"]}
    for person in story.people:
        for other in person["follows"]:
            if person["name"] in joined and other in joined:
                met = max(joined[person["name"]], joined[other])
                happens = partial(_follow, stage, circle["slug"], person["name"], other)
                stage.plan(met + timedelta(minutes=9), MEET, happens)


def _sign_up(stage: Stage, person: Table) -> None:
    user = accounts.add_person(
        PersonRecord(
            person["name"], person["display_name"], person["bio"],
            _face(stage, person), person["region"],
        )
    )  # fmt: skip
    accounts.agree_for(user)
    stage.users[person["name"]] = user.id
    stage.regions[person["name"]] = person["region"]


def _face(stage: Stage, person: Table) -> str | None:
    if "avatar" not in person:
        return None
    return keep_face(files(), stage.pictures[person["avatar"]["name"]])


def _open(stage: Stage, circle: Table) -> None:
    owner = stage.actor(circle["owner"])
    made = circles.create_circle(
        owner,
        NewCircle(
            slug=circle["slug"], name=circle["name"], preset=circle["preset"],
            intro=circle["intro"], visibility=circle["visibility"],
            join_policy=circle["join_policy"], hue=circle["hue"],
        ),
    )  # fmt: skip
    stage.circles[circle["slug"]] = made.id
    change = SettingsChange(
        rules=circle["rules"].strip(), welcome=circle["welcome"],
        categories=[name for name in circle["categories"] if name != "none"],
        ad_quota=circle.get("ad_quota_per_week"), newcomer_review=0,
        join_questions=circle.get("questions"), kinds=circle.get("kinds"),
    )  # fmt: skip
    circles.change_settings(owner, made.id, change)
    circles.set_logo(owner, made.id, stage.pictures[circle["logo"]["name"]])
    circles.set_cover(owner, made.id, stage.pictures[circle["cover"]["name"]])


def _invite(stage: Stage, circle: Table, codes: dict[str, str]) -> None:
    wanted = circle["invite"]
    new = NewInvite(max_uses=wanted["uses"], days=wanted["days"])
    made = circles.make_invite(stage.actor(wanted["by"]), stage.circles[circle["slug"]], new)
    session().flush()
    codes[circle["slug"]] = made.code


def _join(stage: Stage, circle: Table, member: Table, codes: dict[str, str]) -> None:
    """Somebody comes in by the way the circle offers, gets a role, and says who they are."""
    name, circle_id = member["name"], stage.circles[circle["slug"]]
    if member["role"] != "owner":
        by_link = circle["join_policy"] == "invite" or member.get("invited", False)
        invited = codes[circle["slug"]] if by_link else ""
        asking = _ask(stage, circle, member, invited)
        if circle["join_policy"] == "approval":
            circles.decide_request(stage.actor(circle["owner"]), asking, admit=True)
        if member["role"] in ROLES:
            circles.change_role(stage.actor(circle["owner"]), asking, member["role"])
    card = OwnCard(
        introduction=member.get("intro"), interests=member.get("interests"),
        listed="intro" in member,
    )  # fmt: skip
    circles.change_own_card(stage.actor(name), circle_id, card)


def _ask(stage: Stage, circle: Table, asking: Table, invite: str = "") -> int:
    circle_id = stage.circles[circle["slug"]]
    rules = circle_queries.lock_circle(circle_id).rules_version
    request = JoinRequest(asking.get("answers", ()), invite, rules)
    return circles.join_circle(stage.actor(asking["name"]), circle_id, request).id


def _follow(stage: Stage, slug: str, name: str, other: str) -> None:
    circles.follow(stage.actor(name), stage.circles[slug], "member", stage.users[other])


def _block(stage: Stage, name: str, other: str) -> None:
    accounts.block_user(stage.actor(name), stage.users[other])
    stage.forget(name)


def _collect(stage: Stage, circle: Table, collection: Table) -> None:
    owner = stage.actor(circle["owner"])
    details = CollectionDetails(collection["title"], collection["about"])
    made = content.create_collection(owner, circle["slug"], details)
    session().flush()
    for post in collection["posts"]:
        content.collect_entry(owner, made.id, stage.entries[post])
