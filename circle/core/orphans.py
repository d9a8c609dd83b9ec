"""Files no row names, left by a process that was killed: found by asking, dropped a day later."""

import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice

from circle.core import clock
from circle.core.db import session
from circle.core.storage import files

Named = Callable[[Sequence[str]], Collection[str]]  # of these keys, the ones a row names

WAIT = timedelta(hours=24)  # since a file was written; what was to name it did so within minutes
ASKED = 5000  # keys in one question

log = logging.getLogger("circle.files")


def sweep_files(keepers: Mapping[str, Named], since: datetime | None) -> None:
    """Drop files no row names, a day after they were written.

    What is older than `since`, the first account, is another database's and stays; so does what
    stands in a folder nobody answers for.
    """
    if since is None:
        return
    before = clock.now() - WAIT
    dropped = files().drop_unfinished(before)
    for key in find_orphans(keepers, since, before):
        dropped += files().delete(key)
    if dropped:
        log.info("files nobody names were dropped", extra={"count": dropped})


def find_orphans(
    keepers: Mapping[str, Named], since: datetime, before: datetime
) -> Iterator[str]:
    """Keys written between two times that no row names; each folder's keeper is asked.

    The rows are read after the files were listed: what is named by now is seen.
    """
    written = files().written_between(since, before)
    while keys := list(islice(written, ASKED)):
        session().rollback()  # read the rows as they are now
        by_folder = defaultdict(list)
        for key in keys:
            by_folder[key.partition("/")[0]].append(key)
        for folder, asked in by_folder.items():
            if folder in keepers:
                yield from sorted(set(asked).difference(keepers[folder](asked)))
        session().rollback()
