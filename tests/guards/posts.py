"""Guards of lists and posts: ads, excerpts, what programs fetch, who is left out."""

from tests.guards.guard import Guard

PUBLISHING = "tests/posts/test_publishing.py::test_"
MARKED = "tests/posts/test_marked_ads.py::test_"
FEED, SYNDICATION = "tests/posts/test_feed.py::test_", "tests/posts/test_syndication.py::test_"
HOME = "tests/home/test_circle_page.py::test_"

GUARDS = (
    Guard(
        "a member runs so many ads a week", "circle/posts/actions.py",
        '    if new.category == "ad":\n        _check_quota(here, circle)\n', "",
        (f"{PUBLISHING}a_member_runs_as_many_ads_a_week_as_the_circle_allows",),
    ),
    Guard(
        "a post becomes no ad past the quota", "circle/posts/actions.py",
        '    if changed.category == "ad" and entry.category != "ad":', "    if False:",
        (f"{PUBLISHING}a_post_does_not_become_an_ad_past_the_quota",),
    ),
    Guard(
        "ads are counted one after the other", "circle/posts/actions.py",
        "    circles.membership_of(here, lock=True)\n", "",
        (f"{PUBLISHING}ads_placed_at_once_keep_to_the_quota",),
    ),
    Guard(
        "ads keep to their own list", "circle/posts/queries/feed.py",
        "    statement = statement.where(circle, Entry.lane == shape.lane)\n",
        "    statement = statement.where(circle, Entry.lane.is_not(None))\n",
        (f"{PUBLISHING}ads_stand_in_their_own_tab_and_never_in_latest",),
    ),
    Guard(
        "an ad leaves its list in time", "circle/posts/queries/feed.py",
        "        statement = statement.where(live)\n", "",
        (f"{PUBLISHING}ads_end_when_the_circle_says_at_the_latest",),
    ),
    Guard(
        "an ad's days begin when it shows", "circle/posts/actions.py",
        "policy.end_of_ad(circle, entry.expires_at, at)",
        "policy.end_of_ad(circle, entry.expires_at, entry.created_at)",
        (f"{PUBLISHING}the_days_of_a_scheduled_ad_begin_when_it_appears",
         f"{PUBLISHING}the_days_of_an_ad_begin_when_review_lets_it_through"),
    ),
    Guard(
        "the list leaves out what stands above it alone", "circle/posts/queries/feed.py",
        'above = on_top(select(Entry.id), bindparam("circle"), bindparam("now")).limit(MAX_PINNED)',
        'above = on_top(select(Entry.id), bindparam("circle"), bindparam("now"))',
        (f"{FEED}a_fourth_on_top_stands_in_the_list",),
    ),
    Guard(
        "what ended holds no place on top", "circle/content/queries/entries.py",
        "        .where(or_(Entry.expires_at.is_(None), Entry.expires_at > now))\n", "",
        (f"{FEED}an_ad_that_ended_holds_no_place_on_top",),
    ),
    Guard(
        "what becomes an ad counts from then", "circle/posts/actions.py",
        "        entry.advertised_at = clock.now()\n", "",
        (f"{PUBLISHING}older_posts_that_become_ads_count_from_then",),
    ),
    Guard(
        "a change does not lengthen an ad", "circle/posts/actions.py",
        "        return policy.end_of_ad(circle, changed.expires_at, shown_at)\n",
        "        return changed.expires_at\n",
        (f"{PUBLISHING}a_change_does_not_lengthen_an_ad",),
    ),
    Guard(
        "nothing ends before it appears", "circle/posts/policy.py",
        "    if scheduled_at is not None and wished <= scheduled_at:", "    if False:",
        (f"{PUBLISHING}a_post_does_not_end_before_it_appears",),
    ),
    Guard(
        "nothing is put off beyond its end", "circle/content/policy.py",
        "    return ENDS_FIRST if entry.expires_at is not None",
        "    return ENDS_FIRST if False",
        (f"{PUBLISHING}a_post_does_not_end_before_it_appears",),
    ),
    Guard(
        "only the circle's categories are taken", "circle/posts/actions.py",
        '        "category": policy.category_problem(circle, new.category),\n', "",
        (f"{PUBLISHING}only_categories_of_the_circle_are_taken",),
    ),
    Guard(
        "outsiders of a preview circle read no whole text", "circle/circles/policy.py",
        '    titles and excerpts only."""\n'
        '    if circle.visibility == "public" or actor.is_member:',
        '    titles and excerpts only."""\n    if True:',
        (f"{SYNDICATION}outsiders_of_a_preview_circle_are_told_the_beginning_only",),
    ),
    Guard(
        "a preview circle's cards hold the beginning", "circle/posts/cards.py",
        'html=Markup("") if reader.restricted else Markup(row.html),', "html=Markup(row.html),",
        (f"{SYNDICATION}a_card_for_outsiders_holds_neither_text_nor_pictures",),
    ),
    Guard(
        "a preview circle's cards show no picture", "circle/posts/cards.py",
        "pictures=() if reader.restricted else content.pictures_of(details),",
        "pictures=content.pictures_of(details),",
        (f"{SYNDICATION}a_card_for_outsiders_holds_neither_text_nor_pictures",),
    ),
    Guard(
        "a preview circle's JSON holds the beginning", "circle/content/queries/shapes.py",
        "    if not policy.can_read(here, entry, circle):", "    if False:",
        ("tests/posts/test_api.py::"
         "test_a_preview_circles_outsiders_get_excerpts_and_a_private_ones_nothing",),
    ),
    Guard(
        "a preview circle's feed holds the beginning", "circle/posts/views/syndicate.py",
        "    whole = bool(circles_policy.can_see_entries(here, circle))", "    whole = True",
        (f"{SYNDICATION}a_preview_circles_feed_has_the_beginning_alone",),
    ),
    Guard(
        "a feed is what a guest may read", "circle/posts/views/syndicate.py",
        "    circle, here = circles.enter(GUEST, slug)",
        "    circle, here = circles.enter(type(GUEST)(is_system=True), slug)",
        (f"{SYNDICATION}a_private_circle_has_no_feed",),
    ),
    Guard(
        "the sitemap names public posts and questions alone", "circle/posts/queries/posts.py",
        'Entry.kind.in_(IN_SITEMAP), Circle.visibility == "public")', "Entry.kind.in_(IN_SITEMAP))",
        (f"{SYNDICATION}the_sitemap_names_what_is_public_and_nothing_else",
         f"{SYNDICATION}the_sitemap_names_public_questions_and_when_they_were_answered"),
    ),
    Guard(
        "the sitemap names public circles alone", "circle/posts/queries/posts.py",
        '        .where(Circle.visibility == "public", Circle.deleted_at.is_(None))\n',
        "        .where(Circle.deleted_at.is_(None))\n",
        (f"{SYNDICATION}the_sitemap_names_what_is_public_and_nothing_else",),
    ),
    Guard(
        "the front page shows public circles alone", "circle/home/queries.py",
        '        .where(Circle.visibility == "public", Circle.deleted_at.is_(None))\n',
        "        .where(Circle.deleted_at.is_(None))\n",
        (f"{HOME}no_byte_of_a_private_circle_reaches_an_outsider",),
    ),
    Guard(
        "a person's page names no private circle", "circle/home/queries.py",
        'if row.visibility == "public" or row.id in mine', "if row.visibility or mine",
        (f"{HOME}no_byte_of_a_private_circle_reaches_an_outsider",),
    ),
    Guard(
        "whom one blocked is left out of lists", "circle/posts/queries/feed.py",
        "    if shape.blocking:", "    if False:",
        (f"{FEED}blocked_people_are_left_out_for_the_blocker_alone",),
    ),
    Guard(
        "whom one blocked is not pinned above", "circle/posts/queries/feed.py",
        "    return [row for row in rows if (author_shown(row, actor) or 0) not in actor.blocked]",
        "    return rows",
        (f"{FEED}blocked_people_are_not_met_on_top_among_the_followed_or_in_numbers",),
    ),
    Guard(
        "whom one blocked is not among the followed", "circle/posts/queries/following.py",
        "    kept = [row for row in found if author_shown(row, actor) not in actor.blocked]\n",
        "    kept = found\n",
        (f"{FEED}blocked_people_are_not_met_on_top_among_the_followed_or_in_numbers",),
    ),
    Guard(
        "whom one blocked is not counted as news", "circle/posts/queries/feed.py",
        "    if actor.blocked:\n        newer", "    if False:\n        newer",
        (f"{FEED}blocked_people_are_not_met_on_top_among_the_followed_or_in_numbers",),
    ),
    Guard(
        "whom one blocked is not on the front page", "circle/home/queries.py",
        'Entry.lane == "post", unblocked(actor))', 'Entry.lane == "post")',
        (f"{HOME}the_front_page_tells_nothing_of_whom_one_blocked",),
    ),
    Guard(
        "whom one blocked is not unread", "circle/home/queries.py",
        "Entry.author_id != actor.user_id, unblocked(actor))", "Entry.author_id != actor.user_id)",
        (f"{HOME}the_front_page_tells_nothing_of_whom_one_blocked",),
    ),
    Guard(
        "a list kept for one is not another's", "circle/posts/cards.py",
        "choice, here.blocked, minute,", "choice, minute,",
        (f"{HOME}a_list_kept_for_others_is_not_shown_to_who_blocked_somebody",),
    ),
    Guard(
        "a guest's kept page is not a person's", "circle/core/pagecache.py",
        '        and "session" not in request.cookies\n', "",
        (f"{HOME}guests_pages_carry_no_token_and_nothing_of_a_reader",),
    ),
    Guard(
        "a guest's kept page is not a person's over TLS", "circle/core/pagecache.py",
        '        and "__Host-session" not in request.cookies\n', "",
        ("tests/security/test_kept_pages.py::test_over_tls_a_page_of_a_person_is_not_kept",),
    ),
    Guard(
        "kept pages are told apart by language", "circle/core/pagecache.py",
        "request.host, current_locale(), g.chrome", "request.host, g.chrome",
        ("tests/security/test_kept_pages.py::test_a_page_is_kept_for_each_language",),
    ),
    Guard(
        "kept pages are told apart by bars", "circle/core/pagecache.py",
        "current_locale(), g.chrome, g.look,", "current_locale(), g.look,",
        ("tests/embed/test_browsers.py::test_a_page_kept_for_guests_is_not_the_embedded_one",),
    ),
    Guard(
        "kept pages are told apart by appearance", "circle/core/pagecache.py",
        "g.chrome, g.look,", "g.chrome,",
        ("tests/security/test_kept_pages.py::test_a_page_is_kept_for_each_appearance",),
    ),
    Guard(
        "a part of a page is not kept as the page", "circle/core/pagecache.py",
        '        request.headers.get("X-Fragment"), int', "        int",
        (f"{HOME}the_fragment_is_the_list_alone_and_leads_on",),
    ),
    Guard(
        "what sells is marked as an ad", "circle/posts/actions.py",
        "    _check_mark(here, circle, new)\n", "",
        (f"{MARKED}who_sells_is_asked_to_mark_it_and_then_it_is_published",),
    ),
    Guard(
        "an edit does not take the mark off what sells", "circle/posts/actions.py",
        "    same = hand is not None and hand.category == new.category\n",
        "    same = hand is not None\n",
        (f"{MARKED}an_edit_that_begins_to_sell_is_asked_and_one_that_mends_a_slip_is_not",),
    ),
    Guard(
        "what sells and cannot be asked is looked at", "circle/content/actions/entries.py",
        "    return policy.GOODS if sold else None\n", "    return None\n",
        (f"{MARKED}where_nobody_can_be_asked_staff_look_at_it",
         f"{MARKED}comments_and_questions_that_sell_are_looked_at"),
    ),
    Guard(
        "what speaks of shops is no goods", "circle/screening/shops.py",
        'PLACE = r"[/?#]{1,2}[a-z0-9]"', 'PLACE = r""',
        ("tests/screening/test_shops.py::test_what_speaks_of_shops_is_left_alone",),
    ),
)  # fmt: skip
