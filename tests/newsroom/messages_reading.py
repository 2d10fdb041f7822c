"""Who must hear which message, read from the notice a second time: plain words and tables.

Knows nothing of the code that it is held against; members are the words of their offices, as in `notice_reading`.
"""

from typing import Final

from tests.newsroom.notice_reading import DEPUTY, EDITOR, HEAD, STANDING, Case, Lent, _covers, _line, owner_of, reading

SECRETARY, ENGINEER, AUTHOR = "secretary", "engineer", "author"
BOARD: Final = (HEAD, STANDING, DEPUTY, EDITOR, SECRETARY)
LEADERS: Final = (HEAD, STANDING, DEPUTY)
ON_DUTY: Final = "the duty list"
DECIDER, LAST_EDIT = "who decides on it", "who has the last edit"
ASKED, ASKED_TO_EDIT = "who is asked to decide", "who is asked to edit"
DECIDES_ON_CHANGES: Final = "who decides on changes"

PROPOSED, PROVED = "who proposed it: the final editor", "who approved it: the standing deputy"

HIMSELF: Final = "= "
"""Before a member's word: that person alone, whoever does the work of the office."""

NOBODY_THERE: Final = (*LEADERS, SECRETARY, ON_DUTY)
CHANNELS: Final = (ENGINEER, EDITOR)
LATE_TO_PUBLISH: Final = (ENGINEER, EDITOR, STANDING, ON_DUTY)
AT_A_CHANNEL: Final = (ENGINEER, EDITOR, DECIDER, ON_DUTY)
AGAINST_FORGERS: Final = (HEAD, EDITOR, ENGINEER, ON_DUTY)

Block = tuple[str, tuple[str, ...]]

TABLE: Final[dict[str, tuple[Block, ...]]] = {
    "edit nearly late": (("warning", (LAST_EDIT,)),),
    "edit late": (("alarm", (LAST_EDIT, STANDING, HEAD)),),
    "day nearly over, in the edit": (("warning", (LAST_EDIT, DECIDER, ON_DUTY)),),
    "day nearly over, with the author": (("warning", (EDITOR, DECIDER, AUTHOR, ON_DUTY)),),
    "day nearly over, before approval": (("warning", (EDITOR, DECIDER, ON_DUTY)),),
    "day over": (("alarm", (EDITOR, DECIDER, ON_DUTY, STANDING, HEAD)),),
    "day over, with the author": (("alarm", (EDITOR, DECIDER, AUTHOR, ON_DUTY, STANDING, HEAD)),),
    "ended too late": (("alarm", (EDITOR, DECIDER, ON_DUTY, STANDING, HEAD)),),
    "hour nearly over": (("warning", LATE_TO_PUBLISH),),
    "hour over": (("alarm", (*LATE_TO_PUBLISH, HEAD)),),
    "change nearly late": (("warning", LATE_TO_PUBLISH),),
    "confirmation late": (("alarm", (*LATE_TO_PUBLISH, HEAD)),),
    "reminded": (("warning", (ASKED,)),),
    "reminded for the last time": (("warning", (ASKED,)), ("task", (HEAD,))),
    "put up for approval": (("task", (ASKED,)),),
    "put up for the edit": (("task", (ASKED_TO_EDIT,)),),
    "returned to the author": (("task", (AUTHOR,)),),
    "approved": (("news", (AUTHOR,)), ("task", (ENGINEER,))),
    "hour changed": (("news", (AUTHOR,)), ("task", (ENGINEER,))),
    "allowed to go on": (("news", (AUTHOR,)), ("task", (ENGINEER,))),
    "rejected": (("news", (AUTHOR, EDITOR)),),
    "withdrawn": (("news", (AUTHOR, EDITOR)),),
    "channel waived": (("news", (DECIDER, ENGINEER)),),
    "channel resumed": (("news", (DECIDER, ENGINEER)),),
    "referred to the board": (("news", (*BOARD, AUTHOR)),),
    "another route asked for": (("task", (HEAD,)),),
    "channel stopped": (("warning", AT_A_CHANNEL),),
    "channel given up": (("warning", (*AT_A_CHANNEL, "reporter-2")),),
    "shows after all": (("alarm", AT_A_CHANNEL),),
    "blocked at the gate": (("alarm", AGAINST_FORGERS),),
    "act forged": (("alarm", AGAINST_FORGERS),),
    "row unproven": (("alarm", AGAINST_FORGERS),),
    "ledger broken": (("alarm", (HEAD, ENGINEER, ON_DUTY)),),
    "workflow gone": (("alarm", (ENGINEER,)),),
    "token ended": (("alarm", (ENGINEER,)),),
    "channel not ready": (("warning", (ENGINEER,)),),
    "backup old": (("warning", (ENGINEER,)),),
    "unforeseen": (("alarm", (ENGINEER,)),),
    "digest": (("news", (HEAD, STANDING)),),
    "change stopped on a channel": (("alarm", (*CHANNELS, PROVED, ON_DUTY)),),
    "change decided": (("news", (AUTHOR, PROPOSED, *CHANNELS)),),
    "change overtaken": (("news", (PROPOSED, *CHANNELS)),),
    "order unconfirmed": (("alarm", (*LEADERS, *CHANNELS, ON_DUTY)),),
    "taken down by order": (("task", (DECIDES_ON_CHANGES,)), ("news", (AUTHOR, *CHANNELS))),
    "to be convened": (("task", (HEAD,)),),
    "still to be convened": (("warning", (HEAD,)),),
    "matter raised": (("news", BOARD),),
    "preparation given": (("task", ("= engineer",)),),
    "preparation missing": (("warning", ("= engineer", STANDING)),),
    "meeting called": (("task", (SECRETARY, *BOARD)),),
    "meeting minuted": (("task", (HEAD,)),),
    "minutes missing": (("warning", (SECRETARY,)),),
    "conclusion missing": (("warning", (HEAD,)),),
    "meeting concluded": (("news", BOARD),),
    "meeting called off": (("news", BOARD),),
    "paper added": (("news", BOARD),),
    "power lent": (("task", ("= secretary",)), ("news", ("= final-editor", HEAD))),
    "power taken back": (("news", ("= secretary", "= final-editor")),),
    "stand-in assigned": (("task", ("= deputy",)), ("news", ("= standing-deputy", SECRETARY))),
}
"""To whom each message goes, in the order of importance: the first that reaches somebody is theirs."""

STAND_INS: Final = {
    STANDING: ("assignment",),
    DEPUTY: ("assignment", "delegation"),
    EDITOR: ("last_edit", "assignment", "delegation"),
}
"""By which grants somebody does an absent member's work; the standing deputy's own delegations rest (rule 33)."""

TWO_MATTERS: Final = frozenset({"approved", "hour changed", "allowed to go on"})
"""Of which one member may hear twice: as the author, and as who is to post it."""

PERSONS: Final = frozenset({AUTHOR, ASKED, ASKED_TO_EDIT, DECIDES_ON_CHANGES, PROPOSED, PROVED, "reporter-2"})


def expected(message: str, case: Case) -> set[tuple[str, str]]:
    """Who must hear a message in a case, each with the kind of message."""
    found: dict[str, str] = {}
    every: set[tuple[str, str]] = set()
    for kind, duties in _blocks(message, case):
        hear, copies = _reached(case, duties)
        told = dict.fromkeys(hear, kind) | dict.fromkeys(copies - hear, "news")
        every |= set(told.items())
        found = told | found
    return every if message in TWO_MATTERS else set(found.items())


def _blocks(message: str, case: Case) -> tuple[Block, ...]:
    """The row of a message; who cannot be asked is called for, and who is to assign is asked to do no more."""
    row = TABLE[message]
    if (ASKED in row[0][1] and reading(case).asked is None) or (
        ASKED_TO_EDIT in row[0][1] and _asked_to_edit(case) is None
    ):
        return (("alarm", NOBODY_THERE),)
    if message == "another route asked for" and _next_in_line_is_asked(case):
        return (("task", (ASKED,)),)
    return row[:1] if message.startswith("reminded") and reading(case).hold == "head_to_assign" else row


def _next_in_line_is_asked(case: Case) -> bool:
    """Whoever runs the board wrote the article, and nobody says who judges the own one."""
    decision = reading(case)
    return decision.hold == "head_to_assign" and bool(_some(decision.asked) - _reached(case, (HEAD,))[0])


def _reached(case: Case, duties: tuple[str, ...]) -> tuple[set[str], set[str]]:
    answers = [_duty(case, duty) for duty in duties]
    hear, copies = set().union(*(a[0] for a in answers)), set().union(*(a[1] for a in answers))
    if duties == (DECIDES_ON_CHANGES,) and not hear:
        hear, lead = _reached(case, LEADERS)
        return hear, copies | lead
    if not hear and not all(_is_person(duty) or duty == ON_DUTY for duty in duties):
        hear = {next((m for m in (*BOARD, ENGINEER) if m not in case.away), "")} - {""}
    return hear, copies


def _duty(case: Case, duty: str) -> tuple[set[str], set[str]]:
    owner, decision = owner_of(case.text), reading(case)
    match duty:
        case "the duty list":
            return {lent.to for lent in case.lent if lent.kind == "on_duty" and _holds(lent, case)}, set()
        case "who decides on it":
            asked = _some(decision.asked)
            own = {owner} if owner in decision.titles and owner not in case.away else set()
            return asked | own, {owner} & set(case.away)
        case "who has the last edit":
            asked = _some(_asked_to_edit(case))
            return asked | ({EDITOR} - set(case.away)), {EDITOR} & set(case.away)
        case "who decides on changes":
            return _decide_on_changes(case)
        case _ if duty.startswith(HIMSELF):
            return _person(case, duty.removeprefix(HIMSELF))
        case _ if duty in PERSONS:
            person = {AUTHOR: case.text.author, ASKED: decision.asked, PROPOSED: EDITOR, PROVED: STANDING}
            return _person(case, _asked_to_edit(case) if duty == ASKED_TO_EDIT else person.get(duty, duty))
        case _:
            return _office(case, duty)


def _is_person(duty: str) -> bool:
    return duty in PERSONS or duty.startswith(HIMSELF)


def _person(case: Case, member: str | None) -> tuple[set[str], set[str]]:
    someone = _some(member)
    return (set(), someone) if member in case.away else (someone, set())


def _some(member: str | None) -> set[str]:
    return set() if member is None else {member}


def _office(case: Case, office: str) -> tuple[set[str], set[str]]:
    away = office in case.away
    if office == HEAD:
        acting = _acting(case)
        return (acting, {HEAD}) if away else ({HEAD, *acting}, set())
    return (_stand_in(case, office), {office}) if away else ({office}, set())


def _stand_in(case: Case, office: str) -> set[str]:
    if office == ENGINEER:
        return {SECRETARY} if SECRETARY not in case.away else _office(case, EDITOR)[0]
    if office == SECRETARY:
        return _office(case, STANDING)[0]
    for kind in STAND_INS[office]:
        mine = (lent for lent in case.lent if (lent.kind, lent.seat) == (kind, office))
        if holders := [lent.to for lent in mine if _holds(lent, case)]:
            return {holders[0]}
    return _office(case, HEAD)[0]


def _acting(case: Case) -> set[str]:
    """The first in line to run the board, whoever wrote what."""
    return {member for member, _ in _line(case._replace(text=case.text._replace(author="")))[:1]}


def _asked_to_edit(case: Case) -> str | None:
    """Who checks first, else who was given the last edit, else the final editor; in the absence whoever assigns."""
    mine = [lent for lent in case.lent if lent.seat == EDITOR and lent.to != case.text.author and _holds(lent, case)]
    lent = [each.to for each in mine if each.kind == "last_edit" and _covers(each.scope, case.text)]
    check = [each.to for each in mine if each.kind == "precheck" and _covers(each.scope, case.text)]
    if EDITOR not in case.away:
        return next(iter([*(check if case.text.author.startswith("reporter") else []), *lent, EDITOR]))
    heads = [HEAD] if HEAD not in case.away else sorted(_acting(case))
    return next(iter([*lent, *heads]), None)


def _decide_on_changes(case: Case) -> tuple[set[str], set[str]]:
    """The approver or one above, never the author; the leaders when none of them is there to be asked."""
    owner, line = owner_of(case.text), [member for member, _ in _line(case)][:1]
    reserved = (case.text.name, owner) == ("R1", HEAD)
    daily = {STANDING} if owner == EDITOR and not case.text.asked else set()
    found = ({HEAD, *line} | (set() if reserved else set(reading(case).titles) | daily)) - {case.text.author}
    return found - set(case.away), found & set(case.away) - ({STANDING} if STANDING in daily else set())


def _holds(lent: Lent, case: Case) -> bool:
    in_time = lent.minutes[0] <= 0 < lent.minutes[1]
    return in_time and lent.to not in case.away and lent.absence in {"", case.away.get(lent.seat)}
