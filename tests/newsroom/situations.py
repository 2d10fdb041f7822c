"""Every situation in which an article may wait for an approval: who is away, what was lent to whom, who wrote it."""

from collections.abc import Iterator
from itertools import combinations, permutations, product
from typing import Final

from tests.newsroom.notice_reading import (
    APPROVING,
    DEPUTY,
    EDITOR,
    HEAD,
    OWNER_OF,
    STANDING,
    Case,
    Lent,
    Scope,
    Text,
    owner_of,
)

REPORTER: Final = "reporter-1"
CLASSES: Final = ("R1", "R2", "R3", "R4")
ABOUT: Final = {
    "R1": ("council_session", "news"),
    "R2": ("citizen_reception", "feature"),
    "R3": ("economy", "directive"),
    "R4": ("economy", "news"),
    "R0": ("economy", "news"),
}
WHOLE: Final = Scope()
ELSEWHERE: Final = Scope(topics=("tourism",))
OTHER_KIND: Final = Scope(kinds=("photo_story",))
HOURS, EXPIRED, NOT_BEGUN, JUST_BEGUN = (-60, 60), (-60, 0), (1, 60), (0, 1)
"""On the very minute: a grant holds from its first moment on, and not in its last."""


def texts() -> Iterator[Text]:
    """Every class and every author; the Head neither takes over nor gives away so that an author would decide."""
    for author in (REPORTER, *APPROVING):
        for name in CLASSES:
            yield _text(name, author)
        for given_to in APPROVING:
            if given_to != author:
                yield _text("R0", author, given_to)
        for name in CLASSES:
            yield _text(name, author)._replace(asked=True)
        for above in (STANDING, HEAD) if author not in {EDITOR, STANDING, HEAD} else ():
            yield _text("R3", author)._replace(passed_to=above)


def cases(text: Text) -> Iterator[Case]:
    """Every situation of one article; how narrow a grant is, and when it holds, while nobody is authorised to act."""
    owner = owner_of(text)
    for away in _subsets():
        absent = {member: on_leave(member) for member in away}
        for lent in (*_lent(owner, absent), *_narrowed(text, owner, absent), *_at_once(owner, absent)):
            yield Case(text=text, away=absent, lent=lent)
        for acting, lent in product(AUTHORISED, _lent(owner, absent)):
            yield Case(text=text, away=absent, lent=(*lent, *acting))
        for unusual in UNUSUAL:
            yield Case(text=text, away=absent, lent=unusual)


def on_leave(member: str) -> str:
    """The name of the absence that keeps a member away now."""
    return f"now-{member}"


def back(member: str) -> str:
    """The name of the absence that a member has just come back from."""
    return f"past-{member}"


def _delegation(seat: str, to: str, scope: Scope = WHOLE, minutes: tuple[int, int] = HOURS) -> Lent:
    return Lent(f"delegation-{seat}-{to}", "delegation", seat, to, scope, minutes)


def _assignment(seat: str, to: str, absence: str, scope: Scope = WHOLE, minutes: tuple[int, int] = HOURS) -> Lent:
    return Lent(f"assignment-{seat}-{to}", "assignment", seat, to, scope, minutes, absence)


def _acting(to: str, minutes: tuple[int, int] = JUST_BEGUN) -> Lent:
    return Lent(f"acting-{to}", "acting", HEAD, to, minutes=minutes)


AUTHORISED: Final = ((_acting(DEPUTY),), (_acting(STANDING),))
UNUSUAL: Final = (
    (_acting(STANDING), _acting(DEPUTY)),
    (_acting(DEPUTY), _acting(STANDING)),
    (_acting(DEPUTY, EXPIRED), _acting(STANDING, EXPIRED)),
    (_acting(DEPUTY, NOT_BEGUN), _acting(STANDING, NOT_BEGUN)),
    (_acting(EDITOR), _acting(REPORTER)),
    tuple(
        Lent(f"{kind}-{seat}-{to}", kind, seat, to)
        for kind in ("precheck", "last_edit", "royalty_signing")
        for seat, to in product(APPROVING, (*APPROVING, "secretary"))
    ),
)
"""Authorisations of both deputies, out of date, of somebody who cannot hold one; and grants of other work."""


def _text(name: str, author: str, given_to: str = "") -> Text:
    topic, kind = ABOUT[name]
    return Text(name=name, given_to=given_to, topics=(topic,), kind=kind, author=author)


def _subsets() -> Iterator[tuple[str, ...]]:
    for size in range(len(APPROVING) + 1):
        yield from combinations(APPROVING, size)


def _others(owner: str) -> list[str]:
    return [member for member in APPROVING if member != owner]


def _lent(owner: str, absent: dict[str, str]) -> Iterator[tuple[Lent, ...]]:
    """Whole powers: nothing, a delegation, an assignment, both, and the powers of everybody but the owner."""
    yield ()
    yield from ((_delegation(owner, to),) for to in _others(owner))
    if owner in absent:
        for to in _others(owner):
            assigned = _assignment(owner, to, absent[owner])
            yield (assigned,)
            yield from ((_delegation(owner, other), assigned) for other in _others(owner))
    else:
        yield tuple(_assignment(owner, to, back(owner)) for to in _others(owner))
    yield tuple(_foreign(owner, absent))


def _narrowed(text: Text, owner: str, absent: dict[str, str]) -> Iterator[tuple[Lent, ...]]:
    """The same grants narrowed, to each in turn where they cover and to all at once where they are void."""
    absence, others = absent.get(owner, back(owner)), _others(owner)
    for to, scope in product(others, _wide_enough(text, owner)):
        yield (_delegation(owner, to, scope, JUST_BEGUN),)
        if owner in absent:
            yield (_assignment(owner, to, absence, scope, JUST_BEGUN),)
    for scope, minutes in (*((scope, HOURS) for scope in _too_narrow(text)), (WHOLE, EXPIRED), (WHOLE, NOT_BEGUN)):
        yield tuple(_delegation(owner, to, scope, minutes) for to in others)
        if owner in absent:
            yield tuple(_assignment(owner, to, absence, scope, minutes) for to in others)
    yield tuple(_delegation(owner, to)._replace(absence=back(owner)) for to in others)
    if owner in absent:
        yield tuple(_assignment(owner, to, back(owner)) for to in others)


def _at_once(owner: str, absent: dict[str, str]) -> Iterator[tuple[Lent, ...]]:
    """A newer and an older grant, a newer one that covers or holds nothing, and what came by a grant lent on."""
    for one, other in permutations(_others(owner), 2):
        yield _delegation(owner, one), _delegation(owner, other)
        yield _delegation(owner, one, OTHER_KIND), _delegation(owner, other)
        yield _delegation(one, other), _delegation(owner, one)
        if owner in absent:
            older = _assignment(owner, other, absent[owner])
            yield _assignment(owner, one, absent[owner]), older
            yield _assignment(owner, one, absent[owner], OTHER_KIND), older
            yield _assignment(owner, one, absent[owner], minutes=EXPIRED), older
            yield _assignment(owner, one, absent[owner], minutes=NOT_BEGUN), older
            yield _delegation(other, one), older
    yield from ((lent,) for lent in _foreign(owner, absent))


def _foreign(owner: str, absent: dict[str, str]) -> Iterator[Lent]:
    """Whole powers of everybody else, lent to everybody: none of them is the owner's."""
    for seat, to in permutations(APPROVING, 2):
        if seat != owner:
            yield _delegation(seat, to)
        if seat != owner and seat in absent:
            yield _assignment(seat, to, absent[seat])


def _wide_enough(text: Text, owner: str) -> tuple[Scope, ...]:
    """The seat's own class (which may not be that of the article), the topic, the kind, all of them and more."""
    return (
        Scope(classes=tuple(name for name in CLASSES if OWNER_OF[name] == owner)),
        Scope(topics=("tourism", *text.topics)),
        Scope(kinds=(text.kind,)),
        Scope(CLASSES, ("tourism", *text.topics), (text.kind, "photo_story")),
    )


def _too_narrow(text: Text) -> tuple[Scope, ...]:
    return (
        Scope(classes=tuple(name for name in CLASSES if name != text.name)),
        ELSEWHERE,
        OTHER_KIND,
        Scope(topics=text.topics, kinds=OTHER_KIND.kinds),
        Scope(topics=ELSEWHERE.topics, kinds=(text.kind,)),
    )
