"""Who must hear which message, read from the notice a second time: who each word of the table is.

Knows nothing of the code that it is held against; members are the words of their offices, as in `notice_reading`.
"""

from typing import Final

from tests.newsroom.messages_table import (
    ASKED,
    ASKED_ABOUT_A_CHANGE,
    ASKED_TO_EDIT,
    AUTHOR,
    BOARD,
    BY,
    CHECKED,
    DECIDES_ON_CHANGES,
    ENGINEER,
    HIMSELF,
    INTAKE,
    LEADERS,
    NOBODY_THERE,
    ON_DUTY,
    OWNER,
    PROPOSED,
    PROVED,
    RESERVED,
    SECRETARY,
    TABLE,
    TWO_MATTERS,
    WITHOUT_THE_SECRETARY,
    Block,
)
from tests.newsroom.notice_reading import DEPUTY, EDITOR, HEAD, STANDING, Case, Lent, _covers, _line, owner_of, reading

STAND_INS: Final = {
    STANDING: ("assignment",),
    DEPUTY: ("assignment", "delegation"),
    EDITOR: ("last_edit", "assignment", "delegation"),
}
"""By which grants somebody does an absent member's work; the standing deputy's own delegations rest (rule 33)."""

PERSONS: Final = frozenset(
    {
        *(AUTHOR, ASKED, ASKED_TO_EDIT, CHECKED, INTAKE, OWNER, DECIDES_ON_CHANGES, ASKED_ABOUT_A_CHANGE),
        *(PROPOSED, PROVED, "reporter-2"),
    }
)


def expected(message: str, case: Case) -> set[tuple[str, str]]:
    """Who must hear a message in a case, each with the kind of message."""
    found: dict[str, str] = {}
    every: set[tuple[str, str]] = set()
    for kind, duties in _blocks(message, case):
        hear, copies = _reached(case, duties)
        told = dict.fromkeys(hear, kind) | dict.fromkeys(copies - hear, "news")
        every |= set(told.items())
        found = told | found
    heard = every if message in TWO_MATTERS else set(found.items())
    return {(member, kind) for member, kind in heard if member != BY.get(message)}


def _blocks(message: str, case: Case) -> tuple[Block, ...]:
    """The row of a message; who cannot be asked is called for, and who is to assign is asked to do no more."""
    row = WITHOUT_THE_SECRETARY.get(message, TABLE[message]) if SECRETARY in case.away else TABLE[message]
    if message == "topics kept with a reason" and RESERVED in case.text.topics:
        row = row[:1]
    is_asking = row[0][0] != "news"
    if is_asking and any(d in row[0][1] and not _asked(case, d) for d in (ASKED, ASKED_TO_EDIT, CHECKED, INTAKE)):
        return (("alarm", NOBODY_THERE), *(() if message.startswith("reminded") else row[1:]))
    if message == "another route asked for" and _next_in_line_is_asked(case):
        return (("task", (ASKED,)),)
    return row[:1] if message.startswith("reminded") and reading(case).hold == "head_to_assign" else row


def _asked(case: Case, duty: str) -> str | None:
    """Who is asked for one piece of work on an article."""
    match duty:
        case "who is asked to edit":
            return _asked_to_edit(case)
        case "who is asked to edit what has been checked":
            return _asked_to_edit(case, checked=True)
        case "who takes in a contributor's text":
            return SECRETARY if SECRETARY not in case.away else _asked_to_edit(case)
        case _:
            return reading(case).asked


def _next_in_line_is_asked(case: Case) -> bool:
    """Whoever runs the board wrote the article, and nobody says who judges the own one."""
    decision = reading(case)
    return decision.hold == "head_to_assign" and bool(_some(decision.asked) - _reached(case, (HEAD,))[0])


def _reached(case: Case, duties: tuple[str, ...]) -> tuple[set[str], set[str]]:
    answers = [_duty(case, duty) for duty in duties]
    hear, copies = set().union(*(a[0] for a in answers)), set().union(*(a[1] for a in answers))
    if duties[0] in {DECIDES_ON_CHANGES, ASKED_ABOUT_A_CHANGE} and not hear:
        hear, lead = _reached(case, LEADERS)
        return hear, _decide_on_changes(case)[1] | lead
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
        case "which two are asked to decide on a change":
            return _two_who_decide(case)
        case _ if duty.startswith(HIMSELF):
            return _person(case, duty.removeprefix(HIMSELF))
        case _ if duty in PERSONS:
            person = {AUTHOR: case.text.author, OWNER: owner, PROPOSED: EDITOR, PROVED: STANDING, "reporter-2": duty}
            return _person(case, person[duty] if duty in person else _asked(case, duty))
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


def _asked_to_edit(case: Case, *, checked: bool = False) -> str | None:
    """Who checks first, else who was given the last edit, else the final editor; in the absence whoever assigns."""
    mine = [lent for lent in case.lent if lent.seat == EDITOR and lent.to != case.text.author and _holds(lent, case)]
    lent = [each.to for each in mine if each.kind == "last_edit" and _covers(each.scope, case.text)]
    check = [each.to for each in mine if each.kind == "precheck" and _covers(each.scope, case.text)]
    if EDITOR not in case.away:
        return next(iter([*(check if case.text.author.startswith("reporter") and not checked else []), *lent, EDITOR]))
    heads = [HEAD] if HEAD not in case.away else sorted(_acting(case))
    return next(iter([*lent, *heads]), None)


def _decide_on_changes(case: Case) -> tuple[set[str], set[str]]:
    """The approver or one above, never the author; the leaders when none of them is there to be asked."""
    owner, line = owner_of(case.text), [member for member, _ in _line(case)][:1]
    reserved = (case.text.name, owner) == ("R1", HEAD)
    daily = {STANDING} if owner == EDITOR and not case.text.asked else set()
    found = ({HEAD, *line} | (set() if reserved else set(reading(case).titles) | daily)) - {case.text.author}
    return found - set(case.away), found & set(case.away) - ({STANDING} if STANDING in daily else set())


def _two_who_decide(case: Case) -> tuple[set[str], set[str]]:
    """Of those who decide on a change the first two, who are there before who is not: approvers, then those above."""
    there, away = _decide_on_changes(case)
    order = dict.fromkeys((*reading(case).titles, HEAD, *(member for member, _ in _line(case)[:1]), STANDING))
    first = sorted((m for m in order if m in there | away), key=lambda member: member in away)[:2]
    return set(first) & there, set(first) & away


def _holds(lent: Lent, case: Case) -> bool:
    in_time = lent.minutes[0] <= 0 < lent.minutes[1]
    return in_time and lent.to not in case.away and lent.absence in {"", case.away.get(lent.seat)}
