"""What the first look at a page costs on a phone that has never been here."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest

MOST_REQUESTS = 12
MOST_BYTES = 60 * 1024  # packed, without pictures
MOST_SCRIPT = 30 * 1024
PICTURES = ("/media/", "/avatars/", "/circle-media/")


@dataclass
class Cost:
    """What came over the wire, each with its size as sent."""

    kinds: dict[str, tuple[str, str]] = field(default_factory=dict)
    sizes: dict[str, float] = field(default_factory=dict)

    def listen(self, session) -> None:
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        session.on("Network.responseReceived", self._received)
        session.on("Network.loadingFinished", self._finished)

    def _received(self, event) -> None:
        path = urlsplit(event["response"]["url"])
        if path.scheme.startswith("http"):
            self.kinds[event["requestId"]] = (event["type"], path.path)

    def _finished(self, event) -> None:
        self.sizes[event["requestId"]] = event["encodedDataLength"]

    def asked(self) -> list[str]:
        return [path for _kind, path in self.kinds.values() if not path.startswith(PICTURES)]

    def bytes_of(self, *kinds: str) -> float:
        return sum(
            self.sizes.get(ident, 0) for ident, (kind, path) in self.kinds.items()
            if not path.startswith(PICTURES) and (not kinds or kind in kinds)
        )  # fmt: skip


@pytest.mark.parametrize("who", [None, "member"])
@pytest.mark.parametrize("page", ["feed", "post"])
def test_the_first_look_is_light(cast, window, crowded, who, page):
    view = window(cast[who] if who else None)
    cost = Cost()
    cost.listen(view.context.new_cdp_session(view.page))
    view.open("/c/tea" if page == "feed" else f"/c/tea/posts/{crowded['post_id']}")
    view.page.wait_for_load_state("networkidle")
    asked, total, script = cost.asked(), cost.bytes_of(), cost.bytes_of("Script")
    assert 3 <= len(asked) <= MOST_REQUESTS, "\n".join(asked)
    assert 5_000 < total <= MOST_BYTES, (total, asked)
    assert 1_000 < script <= MOST_SCRIPT, (script, asked)
