"""What people are shown by: nobody's name but one's own, and no name staff are shown by."""

import pytest

from circle.accounts import actions, queries
from circle.accounts.schemas import PersonRecord, Profile
from circle.circles import actions as circles
from circle.core.db import db
from circle.core.errors import Invalid
from tests.factories.accounts import PASSWORD, sign_up_person


def shown(user_id):
    return queries.get_user(user_id).display_name


def show(person, name):
    return actions.change_profile(person.actor, Profile(display_name=name)).display_name


@pytest.fixture
def lin(app, inside):
    """Somebody whose name is 林水."""
    return sign_up_person("林水")


@pytest.fixture
def host(app, cast, run_jobs):
    """The owner of `tea` is shown as 山 泉."""
    with app.app_context():
        show(cast.owner, "山 泉")
        db.session.remove()
    run_jobs()


@pytest.mark.parametrize("taken", ["林水", "林 水", "林。水", "member_0f_tea", "MEMBER_OF_TEA"])
def test_nobody_is_shown_by_anothers_name(cast, lin, taken):
    with pytest.raises(Invalid) as refusal:
        show(cast.outsider, taken)
    assert refusal.value.code == "name_taken"
    assert "display_name" in refusal.value.errors
    assert show(cast.outsider, "林水水") == "林水水"


def test_ones_own_name_and_what_one_is_shown_by_already_stay(cast, lin):
    assert show(cast.outsider, "水边") == "水边"
    sign_up_person("水边")  # a name may be what somebody plays with
    assert show(cast.outsider, "水边") == "水边"
    assert show(cast.outsider, "outsider_of_tea") == "outsider_of_tea"


def test_a_form_with_a_taken_shown_name_says_so_and_keeps_what_was_typed(cast, lin):
    client = cast.member.client
    answer = client.submit("/me/profile", {"display_name": "林 水", "bio": "爱喝茶"})
    page = answer.get_data(as_text=True)
    assert (answer.status_code, "林 水" in page, "爱喝茶" in page) == (422, True, True)
    assert "已经有人" in page


@pytest.mark.parametrize("pretending", ["山泉", "山 泉", "「山泉」"])
def test_nobody_is_shown_by_what_staff_of_a_living_circle_are_shown_by(
    app, cast, host, run_jobs, clock, pretending
):
    with app.app_context():
        with pytest.raises(Invalid):
            show(cast.member, pretending)
        assert show(cast.owner, "山 泉") == "山 泉"
        tea = cast.owner.inside().circle_id
        circles.delete_circle(cast.owner.inside(), tea, "一席茶")
        db.session.remove()
    run_jobs()
    with app.app_context():
        assert show(cast.member, pretending) == pretending


def test_who_becomes_staff_is_shown_by_a_name_of_their_own_until_the_role_ends(
    app, cast, run_jobs
):
    with app.app_context():
        show(cast.member, "云雾")
        assert show(cast.outsider, "云雾") == "云雾"
        show(cast.outsider, "outsider_of_tea")
        mine = cast.member.inside().membership_id
        circles.change_role(cast.owner.inside(), mine, "moderator")
        db.session.remove()
    run_jobs()
    with app.app_context():
        with pytest.raises(Invalid):
            show(cast.outsider, "云雾")
        show(cast.member, "雾里")  # and it goes with them
        with pytest.raises(Invalid):
            show(cast.outsider, "雾里")
        assert show(cast.outsider, "云雾") == "云雾"
        circles.remove_member(cast.owner.inside(), mine)
        db.session.remove()
    run_jobs()
    with app.app_context():
        assert show(cast.outsider, "雾里") == "雾里"


def test_signing_up_takes_no_name_staff_are_shown_by_nor_anothers_to_be_shown_by(
    app, anyone, cast, host, lin
):
    base = {"password": PASSWORD, "accept_terms": True}
    for given, field in (({"name": "山泉"}, "name"),
                         ({"name": "qingquan", "display_name": "山泉"}, "display_name"),
                         ({"name": "qingquan", "display_name": "林水"}, "display_name")):
        answer = anyone.call("POST", "/users", {**base, **given})
        assert (answer.status_code, answer.json["code"]) == (422, "name_taken")
        assert list(answer.json["errors"]) == [field]
    given = {"name": "qingquan", "display_name": "清泉"}
    assert anyone.call("POST", "/users", {**base, **given}).status_code == 201


def test_people_from_elsewhere_come_in_by_a_free_name_instead(app, cast, host, lin):
    with app.app_context():
        again = actions.add_person(PersonRecord(name="林水"))
        assert (again.name, again.display_name) == ("林水2", "林水2")
        played = actions.add_person(PersonRecord(name="xiaolin", display_name="林水"))
        assert (played.name, played.display_name) == ("xiaolin", "xiaolin")
        like_staff = actions.add_person(PersonRecord(name="山泉"))
        assert (like_staff.name, like_staff.display_name) == ("山泉2", "山泉2")
        free = actions.add_person(PersonRecord(name="xiaolin3", display_name="林间"))
        assert (free.name, free.display_name) == ("xiaolin3", "林间")


def test_a_closed_account_holds_nothing(app, cast, host, run_jobs):
    with app.app_context():
        member = sign_up_person("过客")
        actions.hold_shown_name(member, held=True)
        assert queries.is_held("过客")
        user = queries.get_user(member)
        user.close(user.created_at)
        db.session.flush()
        assert not queries.is_held("过客")
