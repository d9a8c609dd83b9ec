"""The application as a server meets it: Flask, and the layers a request passes before it."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Site(Flask):
    """Flask behind layers of WSGI: what proxies say, built files."""

    def __init__(self, name: str, **settings: Any) -> None:
        super().__init__(name, **settings)
        self.outermost: WSGIApplication = super().wsgi_app

    def wrap(self, layer: Callable[["WSGIApplication"], "WSGIApplication"]) -> None:
        """Put a layer around everything so far: requests meet it first."""
        self.outermost = layer(self.outermost)

    def wsgi_app(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request, from the outermost layer inwards."""
        return self.outermost(environ, start_response)
