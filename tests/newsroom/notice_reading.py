"""Who approves an article by the notice, read a second time: plain words and tables (decision 0016).

Knows nothing of the code that it is held against: members, classes and grants are words, times are minutes from now.
"""

from typing import Final, NamedTuple

HEAD, STANDING, DEPUTY, EDITOR = "head", "standing-deputy", "deputy", "final-editor"
APPROVING: Final = (HEAD, STANDING, DEPUTY, EDITOR)

OWNER_OF: Final = {"R1": HEAD, "R2": DEPUTY, "R3": EDITOR, "R4": STANDING}
WHEN_AUTHOR: Final = {HEAD: STANDING, STANDING: HEAD, DEPUTY: STANDING, EDITOR: STANDING}
ACTING_ORDER: Final = (STANDING, DEPUTY)
HEAD_ASSIGNS_FOR: Final = {STANDING}
"""Whose delegations rest while they are away (rule 33)."""


class Scope(NamedTuple):
    """What a grant covers; what is empty does not narrow."""

    classes: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


class Lent(NamedTuple):
    """A power of `seat` in the hands of `to`, from one minute up to another; `absence` is what it is for."""

    id: str
    kind: str
    seat: str
    to: str
    scope: Scope = Scope()
    minutes: tuple[int, int] = (-60, 60)
    absence: str = ""


class Text(NamedTuple):
    """An article: its class, whom the Head gave it to (class R0 only), what it is about, who wrote it.

    The Head may have been asked who decides, and has not answered; the final editor may have passed it up.
    """

    name: str
    given_to: str
    topics: tuple[str, ...]
    kind: str
    author: str
    asked: bool = False
    passed_to: str = ""


class Case(NamedTuple):
    """A situation: the article, who is away in which absence, and what was lent, the newest first."""

    text: Text
    away: dict[str, str]
    lent: tuple[Lent, ...]


class Reading(NamedTuple):
    """Who may approve, each by which titles (a part, and the grant that it rests on), who is asked and why."""

    titles: dict[str, set[tuple[str, str]]]
    asked: str | None
    hold: str
    situation: str


# The table: in which situation which parts may decide, and the first of which is asked.
# "in charge" is the Head, or the first in line to act: who can say who approves, and is never the author.
TABLE: Final = {
    "the head was asked": (("head", "acting"), ("in charge",)),
    "the head was asked about the own": (("owner", "acting"), ("in charge",)),
    "the head's own": (("owner", "delegated", "acting"), ("delegated", "owner")),
    "the head's own, head away": (("owner", "delegated", "acting"), ("delegated", "acting")),
    "owner there": (("owner", "delegated"), ("delegated", "owner")),
    "owner away, another assigned": (("assigned", "delegated"), ("assigned",)),
    "owner away, another delegated": (("delegated",), ("delegated",)),
    "owner away, nobody named": (("head", "acting"), ("in charge",)),
}
HOLDS: Final = {
    "owner": "owner",
    "delegated": "delegated",
    "assigned": "assigned",
    "acting": "acting",
    "in charge": "head_to_assign",
    "": "nobody",
}


def owner_of(text: Text) -> str:
    """Whose article it is: of whom the Head gave it to, else of the class, else of who replaces an author."""
    if text.name == "R0":
        return text.given_to
    owner = (OWNER_OF[text.name] == EDITOR and text.passed_to) or OWNER_OF[text.name]
    return WHEN_AUTHOR[owner] if owner == text.author else owner


def reading(case: Case) -> Reading:
    """Who may approve in a case, and who is asked."""
    owner = owner_of(case.text)
    rests = owner in HEAD_ASSIGNS_FOR and owner in case.away
    line = _line(case)
    parts: dict[str, list[tuple[str, str]]] = {
        "owner": [(owner, "")],
        "head": [(HEAD, "")],
        "delegated": [] if rests else _holders(case, "delegation", owner),
        # The Head has assigned: for an article of the Head's own that would be choosing the own judge.
        "assigned": _holders(case, "assignment", owner)[:1] if owner in case.away and case.text.author != HEAD else [],
        "acting": line[:1],
        "in charge": line[:1] if HEAD in {*case.away, case.text.author} else [(HEAD, "")],
    }
    situation = _situation(case, owner, assigned=bool(parts["assigned"]), delegated=bool(parts["delegated"]))
    may_decide, may_be_asked = TABLE[situation]
    titles: dict[str, set[tuple[str, str]]] = {}
    for part in may_decide:
        for member, grant in parts[part]:
            if member != case.text.author:
                titles.setdefault(member, set()).add((part, grant))
    asked = next(((part, parts[part][0][0]) for part in may_be_asked if parts[part]), ("", None))
    return Reading(titles=titles, asked=asked[1], hold=HOLDS[asked[0]], situation=situation)


def _situation(case: Case, owner: str, *, assigned: bool, delegated: bool) -> str:
    if case.text.asked:
        return "the head was asked about the own" if owner == HEAD else "the head was asked"
    if owner == HEAD:
        return "the head's own, head away" if HEAD in case.away else "the head's own"
    if owner not in case.away:
        return "owner there"
    if assigned:
        return "owner away, another assigned"
    return "owner away, another delegated" if delegated else "owner away, nobody named"


def _holders(case: Case, kind: str, seat: str) -> list[tuple[str, str]]:
    """Who holds a grant of a seat for this article now, the newest first, but for the author."""
    return [
        (lent.to, lent.id)
        for lent in case.lent
        if (lent.kind, lent.seat) == (kind, seat)
        and lent.to not in {*case.away, case.text.author}
        and not (lent.to == EDITOR and case.text.passed_to)
        and lent.minutes[0] <= 0 < lent.minutes[1]
        and lent.absence in {"", case.away.get(seat)}
        and _covers(lent.scope, case.text)
    ]


def _covers(scope: Scope, text: Text) -> bool:
    have = ({text.name}, set(text.topics), {text.kind})
    return all(not said or have_one.intersection(said) for said, have_one in zip(scope, have, strict=True))


def _line(case: Case) -> list[tuple[str, str]]:
    """Who runs the board for the Head, the first in line first, each with the authorisation, if by one."""
    named = [
        (lent.to, lent.id)
        for lent in case.lent
        if lent.kind == "acting"
        and lent.to in ACTING_ORDER
        and lent.to not in case.away
        and lent.minutes[0] <= 0 < lent.minutes[1]
    ]
    by_order = [(member, "") for member in ACTING_ORDER if member not in case.away and HEAD in case.away]
    line = named + [(member, "") for member, _ in by_order if member not in {holder for holder, _ in named}]
    line = [(member, grant) for member, grant in line if member != case.text.author]
    if not line and case.text.author == HEAD:
        return [(member, "") for member in ACTING_ORDER if member not in case.away]
    return line
