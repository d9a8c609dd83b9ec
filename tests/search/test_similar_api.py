"""Similar questions as JSON: for who may ask, and with the words typed."""

from tests.factories.qa import ask

ASKED = "白茶存放时要不要密封？"
AGAIN = "白茶怎么保存，需要密封吗"


def test_the_api_answers_who_may_ask(app, cast, anyone, run_jobs):
    with app.app_context():
        ask(cast.owner.inside(), ASKED)
    run_jobs()
    address = f"/api/v1/circles/tea/questions/similar?q={AGAIN}"
    told = cast.member.client.get(address)
    assert [one["title"] for one in told.json["items"]] == [ASKED]
    assert anyone.get(address).status_code == 401
    assert cast.outsider.client.get(address).status_code == 403
    assert cast.member.client.get("/api/v1/circles/tea/questions/similar").status_code == 422
