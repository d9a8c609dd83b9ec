"""Guards of where people are: which address is believed, and whose place is told."""

from tests.guards.guard import Guard

PEOPLE = "tests/accounts/test_whereabouts.py::test_"
WRITTEN = "tests/content/test_written_from.py::test_"

GUARDS = (
    Guard(
        "a forwarded address is believed from our own proxies alone", "circle/app.py",
        "x_for=settings.trusted_proxies,", "x_for=1,",
        (f"{PEOPLE}a_made_up_forwarded_address_is_not_believed",
         f"{WRITTEN}a_made_up_forwarded_address_is_not_believed_when_writing",
         "tests/security/test_addresses.py::"
         "test_made_up_forwarded_addresses_make_no_room_for_more"),
    ),
    Guard(
        "an address of a private network is nowhere", "circle/core/regions.py",
        "    if reader is None or not parsed.is_global:\n", "    if reader is None:\n",
        ("tests/core/test_regions.py::"
         "test_private_unknown_and_senseless_addresses_have_no_region",),
    ),
    Guard(
        "what cannot be located does not wipe out where somebody was",
        "circle/accounts/actions/sessions.py",
        "    if region is not None:\n", "    if True:\n",
        (f"{PEOPLE}an_address_that_is_nowhere_leaves_the_last_known_region",),
    ),
)  # fmt: skip
