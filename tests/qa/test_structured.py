"""What search engines are told of a question follows what they document for question pages."""

import json
import re

import pytest

from circle.content.models import Entry
from circle.content.models.entries import new_uid
from circle.core.db import session
from circle.qa import actions
from circle.qa.models import Answer
from tests.factories.content import comment
from tests.factories.qa import answer, ask
from tests.qa.looking import page, settings
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("calm")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")


def told(browser, path):
    """The structured data of a page, or None."""
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page(browser, path))
    return json.loads(found.group(1)) if found else None


def problems(data):
    """What of schema.org QAPage, as search engines require it, is missing or of a wrong kind."""
    found = [] if data["@context"] == "https://schema.org" else ["context"]
    found += [] if data["@type"] == "QAPage" else ["type"]
    question = data["mainEntity"]
    found += _texts("question", question, ("name", "text", "url", "datePublished"))
    found += [] if question["@type"] == "Question" else ["question type"]
    found += _counts("question", question, ("answerCount", "upvoteCount"))
    found += _person("question", question)
    given = [question["acceptedAnswer"]] if "acceptedAnswer" in question else []
    given += question.get("suggestedAnswer", [])
    if question.get("answerCount") and not given:
        found.append("no answer told")
    for one in given:
        found += [] if one["@type"] == "Answer" else ["answer type"]
        found += _texts("answer", one, ("text", "url", "datePublished"))
        found += _counts("answer", one, ("upvoteCount",)) + _person("answer", one)
        found += [] if one["url"].startswith(question["url"]) else ["answer url"]
    return found


def _texts(where, part, names):
    wrong = [name for name in names if not isinstance(part.get(name), str) or not part[name]]
    if not INSTANT.match(part.get("datePublished", "")):
        wrong.append("datePublished")
    return [f"{where} {name}" for name in wrong]


def _counts(where, part, names):
    return [f"{where} {name}" for name in names if type(part.get(name)) is not int]


def _person(where, part):
    author = part.get("author", {})
    ok = author.get("@type") in ("Person", "Organization") and author.get("name")
    return [] if ok else [f"{where} author"]


# what schema.org knows of each type that is told here, and what stands in it
VOCABULARY = {
    "QAPage": {"mainEntity": "Question", "inLanguage": "text"},
    "Question": {
        "name": "text", "text": "text", "answerCount": "number", "upvoteCount": "number",
        "url": "url", "author": "Person", "datePublished": "time", "dateModified": "time",
        "image": "url", "acceptedAnswer": "Answer", "suggestedAnswer": "Answers",
    },
    "Answer": {
        "text": "text", "upvoteCount": "number", "url": "url", "datePublished": "time",
        "author": "Person",
    },
    "Person": {"name": "text", "url": "url"},
}  # fmt: skip
SHAPES = {
    "text": lambda value: isinstance(value, str) and value.strip() != "",
    "number": lambda value: type(value) is int and value >= 0,
    "url": lambda value: isinstance(value, str) and bool(re.match(r"https?://[^/]+/\S*$", value)),
    "time": lambda value: isinstance(value, str)
    and bool(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", value)),
}  # fmt: skip


def strange(part, kind="QAPage"):
    """What schema.org does not know of such a thing, or knows as something else."""
    known, found = VOCABULARY[kind], []
    for name, value in part.items():
        if name in ("@context", "@type"):
            found += [f"{kind} {name}"] if name == "@type" and value != kind else []
        elif name not in known:
            found.append(f"{kind} {name}")
        elif known[name] == "Answers":
            found += [one for item in value for one in strange(item, "Answer")]
        elif known[name] in VOCABULARY:
            found += strange(value, known[name])
        elif not SHAPES[known[name]](value):
            found.append(f"{kind} {name}")
    return found


def answers_told(data):
    """The addresses of all answers, the accepted one first."""
    question = data["mainEntity"]
    best = [question["acceptedAnswer"]] if "acceptedAnswer" in question else []
    return [one["url"] for one in (*best, *question.get("suggestedAnswer", ()))]


def test_the_check_finds_what_schema_org_does_not_know():
    person = {"@type": "Person", "name": "", "url": "/u/a"}
    question = {"@type": "Question", "author": person, "votes": 3, "answerCount": "2",
                "datePublished": "2026-11-22", "suggestedAnswer": [{"@type": "Reply"}]}  # fmt: skip
    assert sorted(strange({"@type": "QAPage", "mainEntity": question})) == [
        "Answer @type", "Person name", "Person url", "Question answerCount",
        "Question datePublished", "Question votes",
    ]


def test_an_answer_nobody_is_sure_of_is_told_among_the_others(app, cast, anyone):
    with app.app_context():
        number = ask(cast.member.inside(), body="正文").id
        good = answer(cast.guest.inside(), number).id
        answer(cast.admin.inside(), number, "双层纸箱。")
        actions.accept_answer(cast.member.inside(), good)
    path = f"/c/tea/questions/{number}"
    fresh = told(anyone, path)
    assert problems(fresh) == strange(fresh) == []
    assert fresh["mainEntity"]["acceptedAnswer"]["url"].endswith(f"#e{good}")
    with app.app_context():
        for person in (cast.owner, cast.admin, cast.moderator):
            actions.check_answer(person.inside(), good, "no_longer")
    stale = told(anyone, path)
    assert problems(stale) == strange(stale) == []
    assert "acceptedAnswer" not in stale["mainEntity"]
    assert answers_told(stale) == answers_told(fresh)  # all of them, each once
    assert len(set(answers_told(stale))) == 2 == stale["mainEntity"]["answerCount"]
    with app.app_context():
        actions.confirm_answer(cast.guest.inside(), good)
    assert told(anyone, path)["mainEntity"]["acceptedAnswer"]["url"].endswith(f"#e{good}")


def test_the_check_finds_what_is_missing():
    bare = {"@context": "x", "@type": "Page", "mainEntity": {"@type": "Thing", "answerCount": "2"}}
    assert problems(bare) == [
        "context", "type", "question name", "question text", "question url",
        "question datePublished", "question datePublished", "question type",
        "question answerCount", "question upvoteCount", "question author", "no answer told",
    ]


def test_a_settled_question_is_told_whole(app, cast, anyone):
    with app.app_context():
        number = ask(cast.member.inside(), body="箱子里 <b>很</b> 潮。</script>").id
        good = answer(cast.guest.inside(), number).id
        answer(cast.admin.inside(), number, "双层纸箱。")
        actions.find_helpful(cast.owner.inside(), good)
        actions.accept_answer(cast.member.inside(), good)
        actions.join_question(cast.owner.inside(), number)
    data = told(anyone, f"/c/tea/questions/{number}")
    assert problems(data) == strange(data) == []
    question = data["mainEntity"]
    assert question["name"] == "白茶存放时要不要密封？"
    assert (question["answerCount"], question["upvoteCount"]) == (2, 1)
    assert question["acceptedAnswer"]["upvoteCount"] == 1
    assert "阴凉干燥" in question["acceptedAnswer"]["text"]
    assert [one["text"] for one in question["suggestedAnswer"]] == ["双层纸箱。"]
    assert question["author"]["url"].endswith(f"/u/{cast.member.name}")


def test_an_unanswered_question_is_told_too(app, cast, anyone):
    with app.app_context():
        number = ask(cast.member.inside()).id
    data = told(anyone, f"/c/tea/questions/{number}")
    assert problems(data) == strange(data) == [] and data["mainEntity"]["answerCount"] == 0


def test_who_asked_anonymously_has_no_name_and_no_address_there(app, cast, anyone):
    with app.app_context():
        number = ask(cast.member.inside(), anonymous=True).id
        answer(cast.guest.inside(), number)
    data = told(anyone, f"/c/tea/questions/{number}")
    assert problems(data) == strange(data) == [] and data["mainEntity"]["author"] == {
        "@type": "Person", "name": "匿名",
    }
    assert cast.member.name not in json.dumps(data)


def test_closed_circles_tell_nothing(app, cast, anyone):
    with app.app_context():
        number = ask(cast.member.inside()).id
    path = f"/c/tea/questions/{number}"
    assert told(anyone, path)
    for visibility in ("preview", "private"):
        settings(app, cast, visibility=visibility)
        assert told(cast.member.client, path) is None


def many_answers(cast, number, count):
    """So many answers like one that was written, put beside it row by row; answers its id."""
    first = answer(cast.guest.inside(), number, "第一种办法。")
    rows = {c.key: getattr(first, c.key) for c in Entry.__table__.columns if c.key != "id"}
    for place in range(1, count):
        twin = Entry(**{**rows, "uid": new_uid(), "source": f"第{place}种。"})
        session().add(twin)
        session().flush()
        session().add(
            Answer(entry_id=twin.id, question_id=number, circle_id=twin.circle_id)
        )
    session().get_one(Entry, number).answers_count = count
    session().commit()
    return first.id


def test_five_hundred_answers_cost_no_more_than_twelve_queries(app, cast, anyone):
    with app.app_context():
        number = ask(cast.member.inside()).id
        given = many_answers(cast, number, 500)
        comment(cast.owner.inside(), given, "说得好")
        comment(cast.owner.inside(), number, "说得好")
        actions.accept_answer(cast.member.inside(), given)
    browsers = (anyone, cast.member.client, cast.guest.client, cast.owner.client)
    for browser in browsers:
        page(browser, f"/c/tea/questions/{number}")  # what sounds alike is looked up now and then
    for turn, browser in enumerate(browsers):
        settings(app, cast, intro=f"变了 {turn} 次")  # nothing kept serves any more
        with statements(app) as asked:
            seen = page(browser, f"/c/tea/questions/{number}")
        assert seen.count('class="card answer') == 20 and "500 个回答" in seen
        assert 3 <= len(asked) <= 12, "\n".join(one[:150].replace("\n"," ") for one in asked)
