"""The week's two hundred articles: who sends in what, who edits and who decides when, drawn with a fixed seed.

Who may decide is asked of the table only. Some are decided at once, some after reminders, some the next morning.
"""

import random
from datetime import timedelta
from typing import Final, NamedTuple, TypeVar

from tests.workflows.week_table import (
    HEAD,
    Hour,
    class_of,
    editor_at,
    on,
    row_for,
    seat_of_class,
)

ARTICLES: Final = 200
SEED: Final = 20261123

Said = dict[str, str | Hour]
_T = TypeVar("_T")

_MINUTE: Final = timedelta(minutes=1)
_PER_DAY: Final = {"mon": 38, "tue": 38, "wed": 38, "thu": 32, "fri": 28, "sat": 14, "sun": 12}
_HOURS: Final = {(0, 6): 5, (6, 8): 8, (8, 12): 42, (12, 14): 9, (14, 18): 27, (18, 22): 7, (22, 24): 2}
"""When articles come in on a day, and how often so."""

_TOPICS: Final = {
    ("party_meeting", "council_session", "committee_meeting"): 12,
    ("citizen_reception", "admin_reform"): 14,
    ("culture_society", "education", "health", "tourism"): 32,
    ("economy", "agriculture"): 20,
    ("law", "environment", "science_technology", "security_defence"): 22,
}
_KINDS: Final = {
    "news": 58, "feature": 16, "notice": 9, "directive": 6, "press_release": 4, "repost": 4, "legal_document": 3,
}  # fmt: skip
_AUTHORS: Final = ("reporter-1", "reporter-2", "contributor-1")
_UNTIL_DECIDED: Final = {3: 26, 13: 24, 23: 18, 33: 7, 43: 5, 53: 4, 63: 5, 73: 4, 103: 4, 193: 3}
"""Minutes from the end of the edit to the decision, and how often so."""


class Step(NamedTuple):
    """What somebody does to an article.

    Shape: `said` are the details of the act; `code` is how it is refused, empty when it is accepted, "rival" when
    another does the same at the same instant; `how` names what is wrong with it before it is even judged.
    """

    at: Hour
    act: str
    by: str
    said: Said = {}  # noqa: RUF012 - nobody changes it
    code: str = ""
    how: str = ""


class Piece(NamedTuple):
    """An article and all that happens to it; `left` is the stage in which the week leaves it, when it is left open."""

    id: str
    kind: str
    topic: str
    author: str
    submitted: Hour
    steps: tuple[Step, ...]
    left: str = ""
    trouble: str = ""

    @property
    def name(self) -> str:
        """The class of the routing order."""
        return class_of(self.kind, self.topic)

    def route_at(self, hour: Hour) -> tuple[str, str]:
        """Class and seat at an hour, after all that the Head (or who acts for the Head) has done until then."""
        route = self.name, seat_of_class(self.name, self.author)
        for step in self.steps:
            if step.at <= hour and not step.code and step.act in {"reassign", "take_over"}:
                route = "R0", str(step.said.get("to", HEAD))
        return route


def steps_of(kind: str, topic: str, author: str, submitted: Hour, dice: random.Random) -> tuple[Step, ...]:
    """The usual life of an article: edited, perhaps sent back once, decided."""
    edited = next_edit(submitted + dice.randint(8, 70) * _MINUTE)
    steps = [Step(edited, "finish_edit", editor_at(edited))]
    way = _weighted({"approve": 88, "reject": 6, "for edit": 3, "to author": 3}, dice)
    if way == "to author":
        mended, again = edited + 33 * _MINUTE, next_edit(edited + 60 * _MINUTE)
        steps = [
            Step(edited, "return_to_author", editor_at(edited), {"reason_code": "unclear_origin"}),
            Step(mended, "resubmit", author),
            Step(again, "finish_edit", editor_at(again)),
        ]
    if way == "for edit":
        decided = awake(edited + 13 * _MINUTE)
        decider = _decider(kind, topic, author, decided, dice)
        again = next_edit(decided + 15 * _MINUTE)
        steps.append(Step(decided, "return_for_edit", decider, {"reason_code": "below_quality"}))
        steps.append(Step(again, "finish_edit", editor_at(again)))
    minutes = _weighted(_UNTIL_DECIDED, dice) if len(steps) == 1 else 13
    decided = awake(steps[-1].at + minutes * _MINUTE)
    said: Said = {"reason_code": "duplicate"} if way == "reject" else {}
    act = "reject" if way == "reject" else "approve"
    return (*steps, Step(decided, act, _decider(kind, topic, author, decided, dice), said))


def drawn(count: int) -> list[Piece]:
    """That many articles, spread over the week's days and hours, the nights and the weekend included."""
    dice = random.Random(SEED)  # noqa: S311 - a fixed week, not a secret
    days = [day for day, number in _PER_DAY.items() for _ in range(number)]
    pieces = []
    for day in dice.sample(days, count):
        kind = _weighted(_KINDS, dice)
        topics = _weighted(_TOPICS, dice)
        topic = dice.choice(topics)
        if class_of(kind, topic) != "R3" and kind not in {"news", "feature"}:
            kind = "news"
        first, last = _weighted(_HOURS, dice)
        submitted = on(day, f"{dice.randrange(first, last)}:{dice.randrange(0, 60, 20) + 4}")
        author = dice.choice(_AUTHORS)
        steps = steps_of(kind, topic, author, submitted, dice)
        pieces.append(Piece("", kind, topic, author, submitted, steps))
    return pieces


def numbered(pieces: list[Piece]) -> tuple[Piece, ...]:
    """The articles in the order in which they come in, each with its id."""
    ordered = sorted(pieces, key=lambda piece: piece.submitted)
    return tuple(piece._replace(id=f"w{number:03}") for number, piece in enumerate(ordered, start=1))


def next_edit(hour: Hour) -> Hour:
    """The next of the three times an hour at which the editing desk hands texts on; nobody edits at night."""
    minutes = int(hour / _MINUTE)
    slot = minutes + (2 - minutes) % 20
    in_day = slot % (24 * 60)
    if in_day < 7 * 60:
        slot += 7 * 60 + 2 - in_day
    elif in_day > 21 * 60 + 30:
        slot += 31 * 60 + 2 - in_day
    return slot * _MINUTE


def awake(hour: Hour) -> Hour:
    """The hour itself, or in the night the minutes after half past six at which deciders begin."""
    in_day = int(hour / _MINUTE) % (24 * 60)
    begins = 6 * 60 + 35
    if in_day < begins - 5:
        return hour + (begins - in_day + in_day % 3 * 10) * _MINUTE
    if in_day > 22 * 60 + 30:
        return hour + (24 * 60 + begins - in_day + in_day % 3 * 10) * _MINUTE
    return hour


def _decider(kind: str, topic: str, author: str, hour: Hour, dice: random.Random) -> str:
    seat = seat_of_class(class_of(kind, topic), author)
    titles = row_for(seat, hour, kind=kind, topic=topic, author=author).titles
    return titles[0].member if dice.random() < 0.8 else dice.choice(titles).member


def _weighted(weights: dict[_T, int], dice: random.Random) -> _T:
    return dice.choices(list(weights), list(weights.values()))[0]
