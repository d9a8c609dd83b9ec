"""What a notice may still say: nothing of a circle or an entry its reader may not see any more."""

import pytest

from circle.circles import actions as circles
from circle.circles.queries import get_membership
from circle.circles.schemas import SettingsChange
from circle.core.db import session, transaction
from circle.core.i18n import speaking
from circle.notifications import actions, jobs, queries
from circle.notifications.models import Notice
from circle.notifications.queries import Telling
from tests.factories.content import comment, post
from tests.notifications.post_box import at_hour, confirm, text_of
from tests.notifications.test_inbox import lines

pytestmark = pytest.mark.usefixtures("calm", "inside")
SECRET = "改了名的密室"


def turn(cast, visibility, name=SECRET):
    """The circle has another name, and is open to others than before."""
    owner = cast.owner.inside()
    circles.change_settings(
        owner, owner.circle_id, SettingsChange(name=name, visibility=visibility)
    )


def put_out(cast):
    """The member is taken out of the circle."""
    member = get_membership(cast.owner.inside().circle_id, cast.member.user_id)
    circles.remove_member(cast.owner.inside(), member.id, "吵架")


def told_fixed(cast, **more):
    """The member is told of a decision, and of rules."""
    circle_id = cast.owner.inside().circle_id
    who = [cast.member.user_id]
    actions.tell(who, Telling("system", "rules", "rules:x", circle_id))
    actions.tell(who, Telling("moderation", "put_out", "act:x", circle_id, facts={"act": 7}))
    actions.tell(who, Telling("moderation", "hidden", "act:y", circle_id, facts={"act": 8}, **more))


def told(person):
    """All that is told somebody, as one text: in the page, in JSON, and of each line its sheet."""
    client = person.client
    listed = client.get("/api/v1/me/inbox").json["items"]
    sheets = [client.get(f"/inbox/{one['id']}").text for one in listed]
    return "\n".join([client.get("/inbox").text, str(listed), *sheets])


def test_who_was_put_out_reads_neither_name_nor_address_of_a_circle_that_is_private(cast):
    told_fixed(cast)
    turn(cast, "private")
    assert SECRET in told(cast.member) and "'tea'" in told(cast.member)
    put_out(cast)
    said = told(cast.member)
    assert SECRET not in said and "/c/tea" not in said and "'tea'" not in said
    assert "你被移出了「一个私密圈子」" in said
    with speaking("en"):
        sentences = [line.sentence for line in lines(cast.member)]
    assert "A private circle has new rules" in sentences
    assert "You were taken out of a private circle. See why, or object" in sentences


@pytest.mark.parametrize("visibility", ["public", "preview"])
def test_who_was_put_out_of_a_circle_everybody_sees_reads_its_name(cast, visibility):
    told_fixed(cast)
    turn(cast, visibility)
    put_out(cast)
    assert f"你被移出了「{SECRET}」" in told(cast.member)


def test_nobody_reads_the_name_of_a_circle_that_was_deleted(cast):
    told_fixed(cast)
    owner = cast.owner.inside()
    circles.delete_circle(owner, owner.circle_id, "一席茶")
    assert "一个已删除的圈子" in told(cast.member) and "一席茶" not in told(cast.member)


def test_a_decision_on_ones_own_words_leads_into_no_private_circle_one_left(cast):
    entry = post(cast.owner.inside(), "只有圈里人知道的开头")
    mine = comment(cast.member.inside(), entry.id, "只有圈里人知道的回答")
    told_fixed(cast, entry_id=mine.id, thread_id=entry.id)
    turn(cast, "private")
    assert "只有圈里人知道" in told(cast.member)
    assert queries.unread(cast.member.actor).threads == (entry.id,)
    put_out(cast)
    said = told(cast.member)
    assert "只有圈里人知道" not in said and f"/entries/{mine.id}" not in said
    [hidden] = [line for line in lines(cast.member) if line.code == "hidden"]
    assert (hidden.entry_id, hidden.thread_id, hidden.circle) == (None, None, None)
    assert hidden.url == "/me/decisions#act8"
    assert queries.unread(cast.member.actor).threads == ()


def test_letters_name_no_private_circle_one_left_either(app, cast, clock, smtp):
    at_hour(clock, 11)
    confirm(cast.member)
    told_fixed(cast)
    turn(cast, "private")
    put_out(cast)
    with transaction():
        found = session().query(Notice).filter_by(user_id=cast.member.user_id).all()
        ids = [one.id for one in found if one.kind == "moderation"]
    for one in ids:
        jobs.mail_notice({"notice": one})
    sent = [letter for letter in smtp.letters if letter["To"].startswith("member")]
    assert len(sent) == 3  # the real one, too
    for letter in sent:
        whole = letter["Subject"] + text_of(letter) + letter.get_body(("html",)).get_content()
        assert SECRET not in whole and "/c/tea" not in whole
