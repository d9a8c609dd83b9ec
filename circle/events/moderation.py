"""What can happen while a circle is kept safe."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReportSettled:
    """Staff agreed with a report or did not; None: that was taken back, nothing is decided."""

    circle_id: int | None
    report_id: int
    user_id: int
    upheld: bool | None
