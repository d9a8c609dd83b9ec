"""Who may publish, change and move posts."""

from datetime import datetime, timedelta

from circle.circles import policy as circles
from circle.circles.models import Circle
from circle.circles.policy import Power
from circle.content.models import Entry
from circle.content.policy import ENDS_FIRST, can_curate, must_mark_ads
from circle.core import clock
from circle.core.actor import Actor
from circle.core.i18n import Text, lazy
from circle.core.policy import ALLOW, Decision, deny

QUOTA_WINDOW = timedelta(days=7)
MAX_INFO_DAYS = 365  # what is of use for longer is not information about something going on
MAX_SCHEDULE_DAYS = 90
MARK_IT = lazy("It leads to a shop: choose “Ad” as its category, or take the link out")


def can_publish(actor: Actor, circle: Circle) -> Decision:
    """Members who may write publish posts where the circle has posts."""
    allowed = circles.can_write(actor, circle)
    if allowed and "post" not in (circle.kinds or ["post"]):
        return deny(lazy("This circle has no posts"), "kind_off")
    return allowed


def has_ad_quota(actor: Actor) -> bool:
    """Whoever keeps order in a circle is not counted; everybody else has so many ads a week."""
    return not actor.can(Power.MOVE)


def can_run_ad(actor: Actor, circle: Circle, run: int) -> Decision:
    """A member runs at most `circle.ad_quota` ads in seven days, taken back ones included."""
    if not has_ad_quota(actor) or run < circle.ad_quota:
        return ALLOW
    if circle.ad_quota == 0:
        return deny(lazy("Only the staff place ads in this circle"), "ad_quota")
    return deny(
        lazy("You have placed %(num)s in the last 7 days, as many as this circle allows. "
             "Keep it as a draft and come back", num=run),
        "ad_quota",
    )  # fmt: skip


def can_move(actor: Actor, entry: Entry, circle: Circle) -> Decision:
    """Staff move posts that are on show to another category."""
    return can_curate(actor, entry, circle, Power.MOVE)


def categories_of(circle: Circle) -> list[str]:
    """The categories a post may have here; plain is always one of them."""
    return ["none", *(name for name in circle.categories if name != "none")]


def category_problem(circle: Circle, category: str) -> Text | None:
    """Why a post here cannot have this category, or None."""
    if category in categories_of(circle):
        return None
    return lazy("This circle does not have that category")


def asks_to_mark(actor: Actor, circle: Circle) -> bool:
    """Whether what sells goes back to its author to be marked as an ad, instead of to the staff.

    Only where members may run ads at all.
    """
    runs_ads = "ad" in circle.categories and circle.ad_quota > 0
    return must_mark_ads(actor) and runs_ads and circle.unmarked_ads == "ask"


def end_of_ad(circle: Circle, wished: datetime | None, shown_at: datetime) -> datetime:
    """When an ad leaves its list: `ad_days` after it first showed as one, at the latest."""
    latest = shown_at + timedelta(days=circle.ad_days)
    return min(wished, latest) if wished else latest


def expiry_problem(
    category: str, wished: datetime | None, scheduled_at: datetime | None = None
) -> Text | None:
    """Why this cannot be the end of a post that appears then, or at once; or None."""
    if wished is None:
        return None
    if category not in ("ad", "info"):
        return lazy("Only ads and info posts end at a time")
    if wished <= clock.now():
        return lazy("That time is over already")
    if scheduled_at is not None and wished <= scheduled_at:
        return ENDS_FIRST
    if wished > clock.now() + timedelta(days=MAX_INFO_DAYS):
        return lazy("At most %(num)s days from now", num=MAX_INFO_DAYS)
    return None


def schedule_problem(wished: datetime | None) -> Text | None:
    """Why a post cannot be scheduled for then, or None."""
    if wished is None:
        return None
    if wished <= clock.now():
        return lazy("That time is over already")
    if wished > clock.now() + timedelta(days=MAX_SCHEDULE_DAYS):
        return lazy("At most %(num)s days from now", num=MAX_SCHEDULE_DAYS)
    return None
