"""What can happen while a circle is kept safe."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReportMade:
    """Somebody says that a thing should not be here; who, is told to nobody."""

    circle_id: int | None
    report_id: int
    case_id: int
    entry_id: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class ReportSettled:
    """Staff agreed with a report or did not; None: that was taken back, nothing is decided."""

    circle_id: int | None
    report_id: int
    user_id: int
    upheld: bool | None


@dataclass(frozen=True, slots=True)
class ActTaken:
    """Staff, or the product by a rule, did something; `user_id` is whom it concerns, for telling
    them alone. None: several people, or nobody, stand behind what it touches.
    """

    act_id: int
    kind: str
    circle_id: int | None
    user_id: int | None
    entry_id: int | None


@dataclass(frozen=True, slots=True)
class ActUndone:
    """What an act did was put back."""

    act_id: int
