"""Guards of the site as a whole: its switches, and who may turn them."""

from tests.guards.guard import Guard

SWITCHES = "tests/home/test_switches.py::test_"

GUARDS = (
    Guard(
        "nobody writes while the site can only be read", "circle/core/gate.py",
        "        if not _stays_open():\n            refuse_writing()\n", "",
        (f"{SWITCHES}nobody_writes_while_the_site_can_only_be_read",),
    ),
    Guard(
        "signed calls wait while the site can only be read", "circle/core/gate.py",
        "            refuse_writing()\n            return\n", "            return\n",
        (f"{SWITCHES}a_brands_signed_call_waits_too",),
    ),
    Guard(
        "pages kept for guests follow the switch", "circle/core/pagecache.py",
        "        switches.standing_of(switches.READ_ONLY),\n", "",
        (f"{SWITCHES}everybody_reads_why_guests_too_and_at_once",),
    ),
    Guard(
        "scheduled entries wait while the site can only be read", "circle/content/jobs.py",
        "    if switches.is_on(switches.READ_ONLY):\n        return\n", "",
        (f"{SWITCHES}what_is_scheduled_waits_as_well",),
    ),
    Guard(
        "only who looks after the site turns its switches", "circle/home/actions.py",
        "    if not policy.can_look_after_site(actor):\n        raise NotFound\n", "",
        (f"{SWITCHES}the_switches_are_not_there_for_anybody_else",),
    ),
)  # fmt: skip
