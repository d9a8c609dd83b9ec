"""Counters that every web process adds to: cells in memory shared across the fork."""

import bisect
import multiprocessing
from collections.abc import Iterator
from http import HTTPStatus

from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "other")
STATUSES = tuple(int(status) for status in HTTPStatus)
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class RequestCounts(Collector):
    """Requests by method and status and the time they took, summed over all processes.

    Made before the processes are forked; seconds are wall time from first to last byte of ours.
    """

    def __init__(self) -> None:
        self._requests = multiprocessing.Array("Q", len(METHODS) * len(STATUSES))
        self._times = multiprocessing.Array("d", len(BUCKETS) + 2)  # buckets, beyond, the sum

    def count(self, method: str, status: int, seconds: float) -> None:
        """Add one request."""
        row = METHODS.index(method) if method in METHODS else len(METHODS) - 1
        if status in STATUSES:
            with self._requests.get_lock():
                self._requests[row * len(STATUSES) + STATUSES.index(status)] += 1
        with self._times.get_lock():
            self._times[bisect.bisect_left(BUCKETS, seconds)] += 1
            self._times[len(BUCKETS) + 1] += seconds

    def collect(self) -> Iterator[Metric]:
        """What Prometheus is told."""
        requests = CounterMetricFamily(
            "circle_requests", "Requests answered", labels=["method", "status"]
        )
        for place, number in enumerate(self._requests[:]):
            if number:
                method, status = divmod(place, len(STATUSES))
                requests.add_metric([METHODS[method], str(STATUSES[status])], number)
        yield requests
        cells = self._times[:]
        total, buckets = 0.0, []
        for bound, number in zip((*map(str, BUCKETS), "+Inf"), cells[:-1], strict=True):
            total += number
            buckets.append((bound, total))
        yield HistogramMetricFamily(
            "circle_request_seconds", "Time to answer", buckets=buckets, sum_value=cells[-1]
        )
