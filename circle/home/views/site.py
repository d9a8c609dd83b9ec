"""Pages of the site as a whole: whom to reach, and its switches for who looks after it."""

from flask import Response, render_template, request

from circle.core import switches
from circle.core.errors import NotFound
from circle.core.i18n import lazy
from circle.core.web import say, see_other, visitor, write
from circle.home import actions, policy
from circle.home.views.blueprint import bp

PAGE = "/site/switches"
NAMES = {"read-only": switches.READ_ONLY}
TOLD = {
    True: lazy("From now on everything can only be read"), False: lazy("Everybody writes again"),
}


@bp.get("/contact")
def contact() -> str:
    """How to report something and whom to reach, for everybody."""
    return render_template("home/contact.html")


@bp.get(PAGE)
def site_switches() -> str:
    """How the switches stand, since when, and by whom."""
    if not policy.can_look_after_site(visitor()):
        raise NotFound
    stands = switches.read_all().get(switches.READ_ONLY, switches.OFF)
    return render_template("home/site_switches.html", stands=stands, limit=switches.MAX_REASON)


@bp.post(f"{PAGE}/<any('read-only'):name>/<any(on, off):to>")
@write
def turn_switch(name: str, to: str) -> Response:
    """Turn a switch with one tap; the next page takes it back with another."""
    reason = request.form.get("reason")
    actions.turn_switch(visitor(), NAMES[name], to == "on", reason)
    say(TOLD[to == "on"], undo=f"{PAGE}/{name}/{'off' if to == 'on' else 'on'}")
    return see_other(PAGE)
