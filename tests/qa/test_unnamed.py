"""Who asked without a name is told, wherever they write, whether it will carry one."""

import pytest

from circle.content.models import Entry
from circle.core.db import session
from tests.factories.content import comment
from tests.factories.qa import answer, ask
from tests.qa.looking import page

pytestmark = pytest.mark.usefixtures("calm")

UNNAMED = "你写在下面的话也不署名"
SIGNED = "这条当时署了你的名字"
QUESTION = "改过之后，它仍然是匿名的"


@pytest.fixture
def asked(scene, calm, cast):
    """An anonymous question of the member, an answer of the guest's, the member's own of each."""

    def make():
        member = cast.member.inside()
        number = ask(member, anonymous=True).id
        given = answer(cast.guest.inside(), number).id
        return {
            "question": number, "answer": given, "own": answer(member, number, "我补充一点。").id,
            "remark": comment(member, given, "谢谢，试试看。").id,
            "other": ask(cast.guest.inside(), "别人署名的问题在这里").id,
        }  # fmt: skip

    return scene("what is written without a name", make)


def composers(asked):
    """Everywhere the asker writes under the question."""
    return [
        f"/questions/{asked['question']}/answer", f"/answers/{asked['own']}/edit",
        f"/entries/{asked['question']}/comments", f"/entries/{asked['answer']}/comments",
        f"/entries/{asked['remark']}/comments", f"/comments/{asked['remark']}/edit",
    ]  # fmt: skip


def test_whatever_they_write_under_it_says_that_it_has_no_name(cast, asked):
    for path in composers(asked):
        assert UNNAMED in page(cast.member.client, path), path
    assert QUESTION in page(cast.member.client, f"/questions/{asked['question']}/edit")
    assert "以后你写在它下面的话也不署名" in page(cast.member.client, "/c/tea/questions/new")


def test_nobody_else_is_told_so_and_nothing_is_said_elsewhere(cast, anyone, asked):
    for who in ("guest", "owner"):
        for path in (f"/questions/{asked['question']}/answer",
                     f"/entries/{asked['answer']}/comments"):  # fmt: skip
            assert UNNAMED not in page(cast[who].client, path)
    assert UNNAMED not in page(anyone, f"/entries/{asked['question']}/comments")
    assert UNNAMED not in page(cast.member.client, f"/questions/{asked['other']}/answer")
    assert UNNAMED not in page(cast.member.client, f"/entries/{asked['other']}/comments")
    assert QUESTION not in page(cast.guest.client, f"/questions/{asked['other']}/edit")


def test_it_is_as_it_says_on_every_way_of_writing(cast, anyone, asked):
    browser, seen = cast.member.client, f"/c/tea/questions/{asked['question']}"
    sent = browser.submit(f"/entries/{asked['answer']}/comments", {"body": "表单里的评论。"})
    assert sent.status_code == 303
    for path in (f"/entries/{asked['question']}/comments", f"/entries/{asked['remark']}/comments",
                 f"/questions/{asked['question']}/answers"):  # fmt: skip
        written = browser.call("POST", path, {"body": "接口里写的一句话。"})
        assert written.status_code == 201 and written.json["author"] is None, path
    browser.submit(f"/comments/{asked['remark']}/edit", {"body": "改过的评论。"})
    for path in (seen, *(path for path in composers(asked) if path.endswith("/comments"))):
        for reader in (anyone, cast.owner.client, cast.guest.client):
            assert cast.member.name not in page(reader, path), path
    elsewhere = browser.call("POST", f"/entries/{asked['other']}/comments", {"body": "署名的话。"})
    assert elsewhere.json["author"]["id"] == cast.member.user_id


def test_what_carries_a_name_already_says_that_it_keeps_it(app, cast, asked):
    with app.app_context():
        for ident in (asked["own"], asked["remark"]):
            session().get_one(Entry, ident).anonymous = False
        session().commit()
    for path in (f"/answers/{asked['own']}/edit", f"/comments/{asked['remark']}/edit"):
        seen = page(cast.member.client, path)
        assert SIGNED in seen and UNNAMED not in seen, path
