"""A week with two hundred articles, played hour by hour on real Postgres and a server that skips time.

The standing deputy is away for two days and back before he said, the Head for one of them; there are assignments with
a scope, a delegation taken back, a named acting head, a secretary who edits; and people who do not answer. What came of
it is read from ledger and inboxes and held against a table of the week that was written by hand.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import pytest
import pytest_asyncio

from newsroom.working_time import local
from tests.support.storages import Building, opened_storage
from tests.workflows.week import Week, played
from tests.workflows.week_cases import whole_week
from tests.workflows.week_reading import DECISIONS, accepted, asked, lies_with, moved, reminders, row_of, stays
from tests.workflows.week_script import ARTICLES, Piece
from tests.workflows.week_table import CLASS_RULE, CLAUSES, DATES, MATTER_ACTS, OFFICES, RENEWED, SCOPES, Hour, Title

pytestmark = [pytest.mark.proof("week"), pytest.mark.timeout(900)]

_A_MOMENT: Final = timedelta(seconds=2)
_REMINDER: Final = re.compile(
    r"(?:absence/(?P<absence>[^/]+)/unassigned|(?P<article>[^/]+)/remind_approver/same_day)/(?P<step>\d)/"
)
_CLOCK: Final = re.compile(r"(?P<article>[^/]+)/(?P<alert>remind_approver|warn|breach)/(?P<promise>\w+)/(?P<step>\d)/")
_QUIET: Final = (22, 6)
_STEPS: Final = 2
_SAMPLE: Final = 70


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """The week as it was stored."""

    week: Week
    ledger: list[dict[str, Any]]
    messages: list[dict[str, Any]]
    articles: dict[str, dict[str, Any]]

    @property
    def pieces(self) -> dict[str, Piece]:
        return {piece.id: piece for piece in self.week.pieces}

    def hour(self, moment: datetime | str) -> Hour:
        stamp = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        return stamp - self.week.monday

    def decisions(self) -> list[tuple[Piece, Hour, dict[str, Any]]]:
        """Every accepted final decision that the ledger holds."""
        return [
            (self.pieces[body["article_id"]], self.hour(body["at"]), body)
            for body in self.ledger
            if body["kind"] == "act" and body["outcome"] == "accepted" and body["act"] in DECISIONS
        ]

    def reminders(self) -> list[tuple[Hour, str, str, int]]:
        """Every reminder: when, to whom, of which article (or of which absence's), the how-manieth."""
        names = {matter: name for name, matter in self.week.ids.items()}
        found = []
        for message in self.messages:
            if said := _REMINDER.match(message["dedupe"]):
                article = said["article"] or names[said["absence"]]
                found.append((self.hour(message["created_at"]), message["member"], article, int(said["step"])))
        return found


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def past(building: Building, whole: bool) -> AsyncIterator[Past]:
    """The week, played once for all tests of this file."""
    async with opened_storage(building) as storage, played(storage, whole_week(ARTICLES if whole else _SAMPLE)) as week:
        yield Past(
            week=week,
            ledger=[json.loads(row["body"]) for row in await storage.rows("SELECT body FROM ledger ORDER BY seq")],
            messages=await storage.rows("SELECT * FROM notifications ORDER BY id"),
            articles={row["id"]: row for row in await storage.rows("SELECT * FROM articles")},
        )


async def test_all_happens_as_it_was_written(past: Past) -> None:
    """Somebody entitled was turned away, or somebody without a title got through."""
    written = {(step.at, piece.id, step.act, step.by): step.code for piece in past.week.pieces for step in piece.steps}
    written |= {(d.at, d.on or d.name, d.act, d.by): d.code for d in MATTER_ACTS}
    came = {outcome[:4]: outcome.code for outcome in past.week.outcomes}
    rivals = {key[:2] for key, code in written.items() if code == "rival"}
    assert {k: c for k, c in came.items() if k[:2] not in rivals} == {
        k: c for k, c in written.items() if k[:2] not in rivals
    }
    for rival in rivals:
        assert sorted(code for key, code in came.items() if key[:2] == rival) == ["", "wrong_stage"]


async def test_each_article_is_decided_once_by_somebody_entitled_at_that_moment(past: Past) -> None:
    """Rule 17: an article without a decision, with two, or with one of a member who had no title to it just then."""
    decided = Counter(piece.id for piece, _, _ in past.decisions())
    due = {piece.id for piece in past.week.pieces if any(step.act in DECISIONS for step in piece.steps)}
    assert decided == dict.fromkeys(due, 1)
    assert len(past.articles) == len(past.pieces)
    wrong = [
        (piece.id, hour, body["member"])
        for piece, hour, body in past.decisions()
        if body["member"] not in {title.member for title in row_of(piece, hour).titles}
        or body["office"] != OFFICES[body["member"]]
    ]
    assert wrong == []


async def test_each_decision_names_its_ground(past: Past) -> None:
    """The ledger could not say years later why just this member decided: rule, clause, and what was lent by whom."""
    wrong = []
    for piece, hour, body in past.decisions():
        title = next(title for title in row_of(piece, hour).titles if title.member == body["member"])
        ground, expected = body["ground"], _ground(past, piece, hour, title)
        found = {name: ground[name] for name in expected}
        if found != expected or not ground["text"] or not ground["reasons"]:
            wrong.append((piece.id, hour, body["member"], found, expected))
    assert wrong == []


async def test_every_way_of_deciding_occurs(past: Past) -> None:
    """A week in which nobody stood in for anybody would prove nothing."""
    ways: Counter[str] = Counter()
    for piece, hour, body in past.decisions():
        title = next(title for title in row_of(piece, hour).titles if title.member == body["member"])
        ways["acting" if title.acting else title.grant or row_of(piece, hour).hold] += 1
    assert ways.keys() >= {"owner", "acting", "orders", "schools", "fields", "editor's", "reception", "head_to_assign"}


async def test_nobody_decides_on_an_own_article(past: Past) -> None:
    """Rule 7, also where the author stands in for somebody or is the last one there."""
    assert [piece.id for piece, _, body in past.decisions() if body["member"] == piece.author] == []


async def test_no_article_is_stuck(past: Past) -> None:
    """Everything is closed but for the two that the week leaves open, and each text is seen once on each channel."""
    left = {piece.id: piece.left for piece in past.week.pieces if piece.left}
    ended = {"published", "rejected", "withdrawn"}
    assert {a["id"]: a["stage"] for a in past.articles.values() if a["stage"] not in ended} == left
    assert {workflow_id.removeprefix("article/") for workflow_id in past.week.hand.due} == left.keys()
    assert await past.week.storage.stores.moves.untold(1) == ()
    seen = Counter(post.key[:4] for wall in past.week.walls.values() for post in wall.visible())
    assert seen == {a["id"]: len(a["channels"]) for a in past.articles.values() if a["stage"] == "published"}


async def test_the_ledger_is_whole_and_tells_the_week_in_its_order(past: Past) -> None:
    """An entry that was changed, is missing, or stands before one that came earlier."""
    assert await past.week.storage.stores.ledger.faults() == ()
    hours = [body["at"] for body in past.ledger if body["kind"] != "board"]
    assert hours == sorted(hours)


async def test_refusals_are_in_the_ledger_with_their_codes(past: Past) -> None:
    """Rule 50: who tried what without a title must be found later, and that nothing came of it."""
    found = Counter(
        (past.hour(body["at"]), body["article_id"], body["act"], body["code"])
        for body in past.ledger
        if body.get("outcome") == "refused"
    )
    expected = Counter(
        (outcome.at, "" if outcome.what not in past.pieces else outcome.what, outcome.act, outcome.code)
        for outcome in past.week.outcomes
        if outcome.code
    )
    assert found == expected
    assert {code for *_, code in found} == {
        "not_entitled", "own_article", "wrong_stage", "stale_text", "expired_claim", "bad_signature", "bad_request",
    }  # fmt: skip


async def test_each_article_lies_with_whom_the_table_says(past: Past, whole: bool) -> None:
    """After each move of absence or delegation, in the inbox and in the article's own workflow alike."""
    wrong = []
    for lying in past.week.lying:
        stay = lies_with(past.pieces[lying.article], lying.at)
        expected = None if stay is None else stay.member
        if lying.stage in {"editing", "awaiting_approval"} and {lying.storage[0], lying.workflow[0]} != {expected}:
            wrong.append((lying, stay))
    assert wrong == []
    assert len({lying.at for lying in past.week.lying}) >= 20
    assert len(past.week.lying) >= (100 if whole else 30)


async def test_everybody_is_reminded_once_per_article_and_step(past: Past) -> None:
    """A reminder that comes twice is not read, one that does not come lets an article lie."""
    found = past.reminders()
    per_step = Counter((member, article, step) for _, member, article, step in found)
    assert max(per_step.values()) == 1
    expected = reminders(past.week.pieces)
    assert per_step == Counter((told.member, told.article, told.step) for told in expected)
    at = {(member, article, step): hour for hour, member, article, step in found}
    late = [told for told in expected if abs(at[told.member, told.article, told.step] - told.at) > _A_MOMENT]
    assert late == []
    persons = {member for _, member, _, _ in found}
    articles = {
        piece.id for piece in past.week.pieces if any(stay.stage == "awaiting_approval" for stay in stays(piece))
    }
    assert 0 < len(found) < len(persons) * len(articles) * _STEPS


async def test_no_clock_tells_anybody_twice(past: Past) -> None:
    """The same for warnings and breaches, whatever a restart or a move repeats."""
    told = Counter(
        (message["member"], *said.groups())
        for message in past.messages
        if (said := _CLOCK.match(message["dedupe"])) is not None
    )
    assert max(told.values()) == 1
    assert not [message for message in past.messages if message["dedupe"].startswith("catch-up")]


async def test_nobody_is_asked_twice_unless_the_article_has_moved(past: Past) -> None:
    """Each comes to know of each article that comes to lie with them: by name, or in the one message of a move."""
    named = Counter(
        (past.hour(message["created_at"]), message["member"], message["article_id"])
        for message in past.messages
        if message["kind"] == "task" and message["article_id"] and not _REMINDER.match(message["dedupe"])
    )
    assert named == Counter((told.at, told.member, told.article) for piece in past.week.pieces for told in asked(piece))
    found: defaultdict[tuple[Hour, str], int] = defaultdict(int)
    for message in past.messages:
        if "/moved/" in message["dedupe"]:
            second = timedelta(seconds=round(past.hour(message["created_at"]).total_seconds()))
            found[second, message["member"]] += message["articles"]
    assert found == moved(past.week.pieces)


async def test_only_publishing_and_the_end_of_a_day_disturb_the_night(past: Past) -> None:
    """Between ten and six there are answers to what somebody does then, moves, breaches, and a channel that failed; and
    who decides is reminded of what would miss its day before the morning.
    """
    acted = {outcome.at for outcome in past.week.outcomes} | {piece.submitted for piece in past.week.pieces}
    at_night = [
        message
        for message in past.messages
        if not _QUIET[1] <= local(message["created_at"]).hour < _QUIET[0]
        and past.hour(message["created_at"]) not in acted
        and "/moved/" not in message["dedupe"]
    ]
    kinds = Counter(said.group("alert", "promise") for m in at_night if (said := _CLOCK.match(m["dedupe"])))
    late = ("remind_approver", "same_day")
    assert kinds.keys() == {("warn", "publish"), ("breach", "publish"), ("breach", "same_day"), late}
    assert kinds.total() == len(at_night)


def _ground(past: Past, piece: Piece, hour: Hour, title: Title) -> dict[str, Any]:
    name, _ = piece.route_at(hour)
    rule = title.rule or CLASS_RULE[name]
    begins, ends = DATES.get(title.grant, (timedelta(), timedelta()))
    if title.grant == "reception" and hour > RENEWED[0]:
        ends = RENEWED[1]
    dates = f"từ {_local(past, begins)} đến {_local(past, ends)}" if title.grant else ""
    return {
        "office": OFFICES[title.member],
        "rule": rule,
        "clause": CLAUSES[rule],
        "grant": past.week.ids[title.grant] if title.grant else "",
        "scope": SCOPES.get(title.grant, ""),
        "dates": dates,
        "acting_for": "head" if title.acting else None,
    }


def _local(past: Past, hour: Hour) -> str:
    return f"{local(past.week.moment(hour)):%H:%M %d/%m/%Y}"


def test_the_script_has_two_hundred_articles_and_uses_every_row() -> None:
    """A row that nobody ever stands on is a sentence of the week that nothing checks."""
    assert len(whole_week()) == ARTICLES
    assert all(accepted(piece) for piece in whole_week())
