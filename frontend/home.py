"""What the home page tells about the last thirty days. Figures are counted, never invented."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Figures:
    """Whole country, last thirty days. Done as the agency says and done as the person confirmed stay two numbers."""

    received: int
    reported_done: int
    confirmed: int
    disputed: int
    counted_at: datetime


@dataclass(frozen=True)
class SolvedCase:
    """A public case whose complainant confirmed that it is solved."""

    title: str
    agency: str
    place: str
    address: str
    closed_at: datetime
    picture: str | None = None


def figures() -> Figures | None:
    """None while nothing can be counted: the page then leaves the numbers out."""
    return None


def solved_cases() -> list[SolvedCase]:
    """The newest three, for everybody to see."""
    return []
