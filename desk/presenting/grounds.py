"""The right by which somebody decides or decided, as a program finds it in an answer."""

from typing_extensions import TypedDict

from newsroom.authority import Ground
from newsroom.board import Office


class GroundShown(TypedDict):
    """A ground: the office, the rule of the notice, and what was lent."""

    office: Office
    rule: int
    clause: str
    text: str
    reasons: list[str]
    grant: str
    scope: str
    dates: str
    acting_for: Office | None


def ground_data(ground: Ground) -> GroundShown:
    """A ground with its reasons."""
    return {
        "office": ground.office,
        "rule": ground.rule,
        "clause": ground.clause,
        "text": ground.text,
        "reasons": list(ground.reasons),
        "grant": ground.grant,
        "scope": ground.scope,
        "dates": ground.dates,
        "acting_for": ground.acting_for,
    }
