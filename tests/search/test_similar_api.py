"""Similar questions as JSON: for who may ask, and with the words typed."""

from tests.factories.qa import ask
from tests.statements import statements

ASKED = "白茶存放时要不要密封？"
AGAIN = "白茶怎么保存，需要密封吗"


def test_the_list_beside_the_title_asks_little(app, cast, run_index):
    with app.app_context():
        for number in range(7):
            ask(cast.owner.inside(), f"{ASKED}第{number}年的")
    run_index()
    browser = cast.member.client
    for _ in range(2):  # the first time an index may be opened
        with statements(app) as sent:
            page = browser.get(f"/c/tea/questions/similar?q={AGAIN}").text
    assert page.count("/join") == 5 and len(sent) <= 12, "\n".join(sent)


def test_the_api_answers_who_may_ask(app, cast, anyone, run_index):
    with app.app_context():
        ask(cast.owner.inside(), ASKED)
    run_index()
    address = f"/api/v1/circles/tea/questions/similar?q={AGAIN}"
    told = cast.member.client.get(address)
    assert [one["title"] for one in told.json["items"]] == [ASKED]
    assert anyone.get(address).status_code == 401
    assert cast.outsider.client.get(address).status_code == 403
    assert cast.member.client.get("/api/v1/circles/tea/questions/similar").status_code == 422
