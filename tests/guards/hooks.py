"""Guards of what servers of brands hear: which address is called, who hears what, and once."""

from tests.guards.guard import Guard

HOOKS, OUTSIDE = "tests/notifications/test_hooks.py::test_", "tests/core/test_calls.py::test_"
PLACES = "tests/notifications/test_hook_pages.py::test_"
CALLS, READS = "circle/core/calls.py", "circle/notifications/queries/hooks.py"
BODIES = "circle/notifications/queries/bodies.py"
SHIPPING = "circle/notifications/actions/shipping.py"
VERBS = "circle/notifications/actions/hooks.py"

GUARDS = (
    Guard(
        "no address inside is called, whatever its name", CALLS,
        "    if not places or not all(is_public(place[0]) for place in places):",
        "    if not places:",
        (f"{OUTSIDE}a_name_that_leads_inside_is_refused_and_nobody_is_called",),
    ),
    Guard(
        "no address inside is called by its number", CALLS,
        "    if (_is_number(host) and not is_public(host)) or _is_inward(host):", "    if False:",
        (f"{OUTSIDE}what_may_be_called_is_https_at_a_public_host",),
    ),
    Guard(
        "an address inside another is looked at", CALLS,
        "        if inner is not None:\n            return is_public(str(inner))", "        pass",
        (f"{OUTSIDE}an_address_is_public_only_where_it_leads_nowhere_else",),
    ),
    Guard(
        "the connection goes to the address that was looked at", CALLS,
        "return socket.create_connection(place, timeout=left / len(self._places))",
        "return socket.create_connection((self.host, self.port), timeout=left)",
        (f"{OUTSIDE}the_connection_goes_to_the_address_that_was_looked_at",),
    ),
    Guard(
        "an answer that drips has no more time than one that comes", CALLS,
        "        with _cut_off(line, until):", "        if True:",
        (f"{OUTSIDE}an_answer_that_drips_is_cut_off",),
    ),
    Guard(
        "an author without a name is in no message", BODIES,
        "author = None if entry.anonymous else _member", "author = _member",
        (f"{HOOKS}of_what_has_no_name_nobody_is_told_whose_it_is",),
    ),
    Guard(
        "a server hears of its own brand's circles alone", READS,
        ".join(HookEndpoint, HookEndpoint.brand_id == Circle.brand_id)",
        ".join(HookEndpoint, HookEndpoint.brand_id.is_not(None))",
        (f"{HOOKS}a_server_hears_of_its_own_brands_circles_alone",),
    ),
    Guard(
        "a circle of another brand gets no endpoint", VERBS,
        "    if circle.brand_id != brand_id:\n        raise NotFound\n", "",
        (f"{PLACES}nobody_adds_a_server_to_what_is_not_theirs",),
    ),
    Guard(
        "nobody sends where somebody sends", READS,
        "_is_past(HookEndpoint.rests_until, now), _is_past(HookEndpoint.busy_until, now)",
        "_is_past(HookEndpoint.rests_until, now)",
        (f"{HOOKS}a_killed_sender_sends_again_under_the_same_id_and_each_message_arrives",),
    ),
    Guard(
        "gone is switched off", SHIPPING, "    if outcome.status == GONE:", "    if False:",
        (f"{HOOKS}gone_switches_a_server_off_and_its_owner_hears_of_it",),
    ),
    Guard(
        "what fails for days is switched off", SHIPPING,
        "    elif outcome.at - endpoint.failing_since >= TOO_LONG:", "    elif False:",
        (f"{HOOKS}five_days_of_failing_switch_a_server_off_and_what_it_missed_is_sent_again",),
    ),
    Guard(
        "a secret is sealed", VERBS,
        "    endpoint.secret = seal(secret, endpoint.seal)\n    session",
        "    endpoint.secret = secret\n    session",
        (f"{HOOKS}a_secret_is_sealed_where_it_is_kept",),
    ),
    Guard(
        "what arrived is not sent again unless asked for", VERBS,
        'where=None if arrived else HookDelivery.state != "delivered",', "where=None,",
        (f"{HOOKS}five_days_of_failing_switch_a_server_off_and_what_it_missed_is_sent_again",),
    ),
    Guard(
        "a token needs the scope of the brand", "circle/notifications/api/hooks.py",
        '@blp.get("/brands/<int:brand_id>/webhooks")\n@needs_scope("brand")',
        '@blp.get("/brands/<int:brand_id>/webhooks")',
        (f"{PLACES}a_program_needs_the_scope_of_the_brand_and_learns_a_secret_once",),
    ),
)
