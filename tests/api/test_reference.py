"""The browsable page of the API: everything the document knows, and nothing from elsewhere."""

import re

from circle.core.api import document_of


def test_the_page_shows_every_call_and_every_link_in_it_leads_somewhere(app, anyone):
    answer = anyone.get("/api/v1/")
    assert answer.status_code == 200
    assert answer.mimetype == "text/html"
    text = answer.get_data(as_text=True)
    with app.app_context():
        document = document_of(app)
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if method in ("get", "post", "put", "patch", "delete"):
                assert f'id="call-{operation["operationId"]}"' in text, (method, path)
    anchors = set(re.findall(r'id="([^"]+)"', text))
    links = set(re.findall(r'href="#([^"]+)"', text))
    assert len(links) > 20
    assert links <= anchors


def test_the_page_takes_nothing_from_other_hosts(anyone):
    text = anyone.get("/api/v1/").get_data(as_text=True)
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', text)
    assert "<style>" not in re.sub(r"<style>:root\{--hue:\d+\}</style>", "", text)
