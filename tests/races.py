"""Many at once: each piece of work in a thread of its own, all let go together."""

import threading

from circle.core.db import db
from circle.core.errors import CircleError, Unavailable


def at_once(app, works):
    """Run each piece of work in its own thread, all let go together; answers what each gave."""
    gate = threading.Barrier(len(works))
    results = [None] * len(works)

    def run(number, work):
        gate.wait()
        while True:
            with app.app_context():
                try:
                    results[number] = work() or "done"
                except Unavailable:
                    continue
                except CircleError as error:
                    results[number] = type(error).__name__
                finally:
                    db.session.remove()
            return

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(40)
    return results
