"""The pages of answers: giving, accepting and judging one, and who sees it at once."""

import pytest

from circle.accounts import actions as accounts
from circle.accounts import queries as account_queries
from tests.cast import PASSWORD
from tests.factories import points as made
from tests.factories.qa import answer, ask
from tests.qa.looking import asked, page

pytestmark = pytest.mark.usefixtures("calm")


def test_an_empty_answer_comes_back_and_a_real_one_is_shown(cast, answered):
    number, _given = answered
    browser = cast.admin.client
    assert browser.submit(f"/questions/{number}/answer", {"body": ""}).status_code == 422
    done = browser.submit(f"/questions/{number}/answer", {"body": "双层纸箱最好。"})
    assert done.status_code == 303 and "双层纸箱最好" in page(browser, done.location)


def test_the_asker_accepts_takes_it_back_and_chooses_another(app, cast, anyone, answered):
    number, given = answered
    with app.app_context():
        other = answer(cast.admin.inside(), number, "双层纸箱。").id
    path, browser = f"/c/tea/questions/{number}", cast.member.client
    assert f"/answers/{given}/accept" in page(browser, path)
    assert f"/answers/{given}/accept" not in page(cast.owner.client, path)
    assert cast.owner.client.submit(f"/answers/{given}/accept").status_code == 403
    assert "answer--accepted" not in page(anyone, path)
    assert browser.submit(f"/answers/{given}/accept").status_code == 303
    seen = page(browser, path)
    assert f"/answers/{given}/unaccept" in seen and "改采纳这条" in seen
    kept = page(anyone, path)
    assert "answer--accepted" in kept and kept.index("阴凉干燥") < kept.index("双层纸箱")
    assert browser.submit(f"/answers/{other}/accept").status_code == 409
    assert browser.submit(
        f"/answers/{other}/accept", {"instead_of": str(given)}
    ).status_code == 303
    kept = page(anyone, path)
    assert kept.index("双层纸箱") < kept.index("阴凉干燥")
    assert browser.submit(f"/answers/{other}/unaccept").status_code == 303
    assert "answer--accepted" not in page(anyone, path)


def test_who_accepts_is_told_what_became_of_the_points(app, cast):
    with app.app_context():
        made.fill(cast.member, 100)
    number, given = asked(app, cast, bounty=20)
    path, browser = f"/c/tea/questions/{number}", cast.member.client
    with app.app_context():
        proof = account_queries.prove(cast.guest.actor, PASSWORD)
        accounts.close_account(cast.guest.actor, proof)
    browser.submit(f"/answers/{given}/accept")
    told = page(browser, path)
    assert "20 积分退还给你了" in told and "积分已给回答者" not in told
    another, good = asked_of_admin(app, cast)
    browser.submit(f"/answers/{good}/accept")
    assert "退还给你了" not in page(browser, f"/c/tea/questions/{another}")


def asked_of_admin(app, cast):
    with app.app_context():
        entry = ask(cast.member.inside(), title="饼茶怎么拆才不碎？", bounty=20)
        return entry.id, answer(cast.admin.inside(), entry.id).id


def test_guests_see_at_once_what_staff_and_readers_decide(cast, anyone, answered):
    number, given = answered
    path = f"/c/tea/questions/{number}"
    page(anyone, path)
    assert cast.admin.client.submit(f"/answers/{given}/official").status_code == 303
    assert "官方回复" in page(anyone, path)
    assert cast.admin.client.submit(f"/questions/{number}/resolve").status_code == 303
    assert "已解决" in page(anyone, path)
    assert cast.member.client.submit(f"/answers/{given}/accept").status_code == 303
    for who in ("owner", "admin", "moderator"):
        sent = cast[who].client.submit(f"/answers/{given}/check", {"verdict": "no_longer"})
        assert sent.status_code == 303
    seen = page(anyone, path)
    assert "可能已过时" in seen and "再问一次" in seen and "我确认过" not in seen
    assert "我确认过" in page(cast.guest.client, path)
    assert "要再看看的回答" in page(cast.guest.client, "/c/tea/questions/queue")
    assert cast.guest.client.submit(f"/answers/{given}/confirm").status_code == 303
    assert "可能已过时" not in page(anyone, path)
    sent = cast.moderator.client.submit(f"/questions/{number}/close", {"reason": "合集里有"})
    assert sent.status_code == 303
    seen = page(anyone, path)
    assert "不再接受回答" in seen and "合集里有" in seen
    assert cast.moderator.client.submit(f"/questions/{number}/reopen").status_code == 303
    assert "不再接受回答" not in page(anyone, path)


def test_an_answer_one_came_for_is_there_however_many_there_are(app, cast, anyone, answered):
    number, _given = answered
    with app.app_context():
        for count in range(25):
            last = answer(cast.guest.inside(), number, f"第{count}种办法，各有各的好。").id
    path = f"/c/tea/questions/{number}"
    assert f'id="e{last}"' not in page(anyone, path)
    assert f'id="e{last}"' in page(anyone, f"{path}?answer={last}")
    page(anyone, f"{path}?answer=999999")
    page(anyone, f"{path}?answer=nothing")
