"""An archived circle is only read, by its owner too; what is unlawful can still be taken away."""

import pytest

from circle.circles import actions as circles
from circle.circles.schemas import SettingsChange
from circle.content import actions
from circle.content.queries import get_entry
from circle.content.schemas import CollectionDetails, Pinning, Ruling
from circle.core.errors import NotAllowed
from circle.posts.actions import move_post
from tests.factories.posts import publish

KEEPING = {
    "pin": lambda who, post, _: actions.pin_entry(who, post, Pinning(days=7)),
    "unpin": lambda who, post, _: actions.unpin_entry(who, post),
    "feature": lambda who, post, _: actions.feature_entry(who, post),
    "unfeature": lambda who, post, _: actions.unfeature_entry(who, post),
    "lock": lambda who, post, _: actions.lock_entry(who, post),
    "unlock": lambda who, post, _: actions.unlock_entry(who, post),
    "move": lambda who, post, _: move_post(who, post, "insight"),
    "open a collection": lambda who, *_: actions.create_collection(
        who, "tea", CollectionDetails(title="二", intro="")
    ),
    "rename": lambda who, _, found: actions.rename_collection(
        who, found, CollectionDetails(title="三", intro="")
    ),
    "put in order": lambda who, _, found: actions.move_collection(who, found, "up"),
    "collect": lambda who, post, found: actions.collect_entry(who, found, post),
    "take out": lambda who, post, found: actions.uncollect_entry(who, found, post),
    "dissolve": lambda who, _, found: actions.drop_collection(who, found),
}


@pytest.fixture
def kept(cast, inside):
    """A post and a collection of the circle `tea`, by id."""
    post = publish(cast.member, "第一泡。")
    details = CollectionDetails(title="一", intro="")
    made = actions.create_collection(cast.owner.actor, "tea", details)
    return post.circle_id, post.id, made.id


def outcome(deed, owner, post, found):
    """Whether a deed is done, or the code of its refusal."""
    try:
        KEEPING[deed](owner, post, found)
    except NotAllowed as refusal:
        return refusal.code
    return "done"


def test_in_an_archived_circle_nobody_keeps_order_until_it_is_reopened(cast, kept):
    circle_id, post, found = kept
    owner = cast.owner.actor
    circles.archive_circle(owner, circle_id)
    then = {deed: outcome(deed, owner, post, found) for deed in KEEPING}
    assert then == dict.fromkeys(KEEPING, "archived")
    circles.reopen_circle(owner, circle_id)
    then = {deed: outcome(deed, owner, post, found) for deed in KEEPING}
    assert then == dict.fromkeys(KEEPING, "done")


def test_what_is_unlawful_is_still_hidden_and_brought_back(cast, kept):
    circle_id, post, _found = kept
    circles.archive_circle(cast.owner.actor, circle_id)
    actions.hide_entry(cast.moderator.actor, post, "广告")
    assert get_entry(cast.moderator.actor, post)[0].status == "hidden"
    actions.unhide_entry(cast.moderator.actor, post)
    assert get_entry(cast.moderator.actor, post)[0].status == "published"


def test_what_waits_is_still_decided(cast, inside):
    circle_id = cast.owner.inside().circle_id
    circles.change_settings(cast.owner.actor, circle_id, SettingsChange(pre_review=True))
    post = publish(cast.member, "等一等。", waits=True)
    assert post.status == "pending"
    circles.archive_circle(cast.owner.actor, circle_id)
    actions.apply_verdict(cast.moderator.actor, post.id, Ruling("approve"))
    assert get_entry(cast.moderator.actor, post.id)[0].status == "published"


def test_pages_of_an_archived_circle_offer_staff_nothing_that_is_refused(cast, kept):
    circle_id, post, found = kept
    owner = cast.owner.client
    pages = ("/c/tea/collections", f"/c/tea/collections/{found}", f"/entries/{post}/menu")
    form = 'action="/c/tea/collections"', f"/c/tea/collections/{found}/drop", f"/entries/{post}/pin"
    for page, offer in zip(pages, form, strict=True):
        assert offer in owner.get(page).get_data(as_text=True)
    circles.archive_circle(cast.owner.actor, circle_id)
    for page, offer in zip(pages, form, strict=True):
        answer = owner.get(page)
        assert answer.status_code == 200 and offer not in answer.get_data(as_text=True)
    assert f"/entries/{post}/hide" in owner.get(f"/entries/{post}/menu").get_data(as_text=True)
