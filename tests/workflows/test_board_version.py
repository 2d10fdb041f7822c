"""A new notice from end to end, in a newsroom of its own: it shows what it moves and moves it at its hour."""

import tomllib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
import pytest_asyncio

from activities.storage.boards import parse_board
from desk.acts.board import BoardDesk
from desk.presenting.board import board_data
from desk.reading.board import BoardReading
from newsroom.article import spoken
from newsroom.board import UNSIGNED, Office, Signing
from newsroom.errors import InvalidInput, RefusalCode, Refused
from newsroom.matters.board_change import changes_in_words
from newsroom.matters.kinds import MatterAct, MatterKind
from newsroom.stages import Act, Stage
from newsroom.working_time import local
from tests.support.live import LiveNewsroom, eventually, opened_live
from tests.support.lives import entries, report_of, standing_of, until
from tests.support.matters import cancelled_from_outside, is_open, matter_ended
from workers.stack import BOARD_FILE

_SOURCE = BOARD_FILE.read_text(encoding="utf-8")
_DECIDED_BY: Final = "Quyết định số 1124/QĐ-UBND"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def own_newsroom(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveNewsroom]:
    """A newsroom whose notice may change."""
    async with opened_live(tmp_path_factory.mktemp("notice")) as opened:
        yield opened


def replaced_deputy() -> str:
    """The notice with another person as standing deputy, and the economy given to the other deputy."""
    source = _SOURCE.replace('id = "standing-deputy"', 'id = "standing-deputy-2"')
    return source.replace(
        'topics = ["citizen_reception", "admin_reform"]', 'topics = ["citizen_reception", "admin_reform", "economy"]'
    )


async def adopt(live: LiveNewsroom, source: str, by: Office = Office.HEAD, **facts: str) -> str:
    """The matter of a notice adopted as the command line does."""
    digest = await live.stores.boards.keep_draft(source)
    answer = await live.matter_desk.open(
        live.holder(by), MatterAct.ADOPT_BOARD, MatterKind.BOARD, {"digest": digest, **facts}, matter_id=digest[:12]
    )
    return answer.matter


def test_every_difference_is_said_and_nothing_else() -> None:
    """A Head who signs must see who may approve what before and after."""
    before, after = parse_board(_SOURCE), parse_board(replaced_deputy())
    said = changes_in_words(before, after)
    assert any("không còn trong Ban Biên tập" in line for line in said)
    assert any("vào Ban Biên tập" in line for line in said)
    assert any("“Kinh tế”" in line and "Phó Trưởng Ban (" in line for line in said)
    assert not any("“Giáo dục" in line for line in said)
    assert changes_in_words(before, before) == ()
    assert tomllib.loads(replaced_deputy())


async def test_a_new_notice_moves_the_running_articles_at_its_hour_and_keeps_the_past(
    own_newsroom: LiveNewsroom,
) -> None:
    """Open tasks are handed over, decisions keep the version they were made under, nothing moves before the hour."""
    live = own_newsroom
    decided = await live.ready_for_approval("Bài đã duyệt theo bản cũ.")
    await live.approve(decided)
    await until(live, decided, Stage.PUBLISHED)
    economy = await live.ready_for_approval("Bài kinh tế.", topics=["economy"])
    school = await live.ready_for_approval("Bài giáo dục.")
    preview = await live.stores.board_changes.preview(parse_board(replaced_deputy()))
    assert economy in {moving.article_id for moving in preview}
    at = datetime.now(UTC) + timedelta(seconds=4)
    await adopt(live, replaced_deputy(), effective_from=at.isoformat())
    assert (await standing_of(live, economy)).seat.asked == "standing-deputy"

    async def moved() -> bool:
        seats = [(await report_of(live, article)).standing.seat for article in (economy, school)]
        return [seat.asked for seat in seats] == ["deputy", "standing-deputy-2"]

    await eventually(moved)
    old = live.holder(Office.STANDING_DEPUTY)
    with pytest.raises(Refused) as refused:
        await live.desk.act(old, Act.APPROVE, school)
    assert refused.value.code == RefusalCode.UNKNOWN_MEMBER
    told = await live.stores.reading.notifications("standing-deputy-2")
    assert any("chuyển đến đồng chí" in note.text for note in told)
    await live.desk.act(await live.member("standing-deputy-2"), Act.APPROVE, school)
    await live.desk.act(await live.member("deputy"), Act.APPROVE, economy)
    await until(live, school, Stage.PUBLISHED)
    versions = [
        (await entries(live, article, act="approve", outcome="accepted"))[0]["board_version"]
        for article in (decided, school)
    ]
    assert versions[1] > versions[0]


async def test_a_notice_moves_the_articles_at_its_hour_whoever_has_clicked_on_cancel(
    own_newsroom: LiveNewsroom,
) -> None:
    """A click at the Temporal UI is no decision: the notice that the Head has signed holds from its hour."""
    economy = await own_newsroom.ready_for_approval("Bài kinh tế thứ hai.", topics=["economy"])
    assert (await standing_of(own_newsroom, economy)).seat.asked == "deputy"
    at = datetime.now(UTC) + timedelta(seconds=6)
    matter = await adopt(own_newsroom, _SOURCE, effective_from=at.isoformat())
    await cancelled_from_outside(own_newsroom, matter)
    assert await is_open(own_newsroom, matter)
    assert (await matter_ended(own_newsroom, matter)).over
    assert not await is_open(own_newsroom, matter)
    seats = [(await standing_of(own_newsroom, economy)).seat, (await report_of(own_newsroom, economy)).standing.seat]
    assert [seat.asked for seat in seats] == ["standing-deputy"] * 2


async def test_only_the_head_puts_a_notice_in_force(own_newsroom: LiveNewsroom) -> None:
    """The final editor runs the portal's engine room, not its rules; and nothing is put in force in the past."""
    again = _SOURCE + "\n# bản thứ ba\n"
    with pytest.raises(Refused) as refused:
        await adopt(own_newsroom, again, by=Office.FINAL_EDITOR)
    assert refused.value.code == RefusalCode.NOT_ENTITLED
    with pytest.raises(Refused) as past:
        await adopt(own_newsroom, again, effective_from=(datetime.now(UTC) - timedelta(hours=1)).isoformat())
    assert "đã qua" in past.value.message


async def test_a_notice_signed_earlier_says_from_when_it_holds_and_what_was_decided_meanwhile(
    own_newsroom: LiveNewsroom,
) -> None:
    """Rule 92: it holds from its signing on paper; what was decided before it came here is found without a search."""
    live = own_newsroom
    economy, school = [
        await live.ready_for_approval("Bài trong tuần.", topics=[topic]) for topic in ("economy", "education")
    ]
    deputy = live.holder(Office.STANDING_DEPUTY)
    for article_id in (economy, school):
        await live.desk.act(deputy, Act.APPROVE, article_id)
    source = replaced_deputy().replace('id = "standing-deputy-2"', 'id = "standing-deputy"') + "\n# bản ký sớm\n"
    reading = BoardReading(live.stores.boards, live.stores.board_changes)
    assert board_data(await reading.in_force(), ())["number"] == ""
    signed_on = local(datetime.now(UTC)).date() - timedelta(days=1)
    signing = Signing(number="12/TB-BBT", signed_on=signed_on, decided_by=_DECIDED_BY)
    assert economy in {found.article_id for found in (await reading.change_to(source, signing)).meanwhile}
    desk = BoardDesk(matters=live.matter_desk, boards=live.stores.boards)
    await desk.adopt(live.holder(Office.HEAD), source, signing)
    version = await reading.in_force()
    shown = board_data(version, await reading.meanwhile(version))
    assert (shown["number"], shown["signed_on"], shown["decided_by"]) == ("12/TB-BBT", str(signed_on), _DECIDED_BY)
    listed = "\n".join(shown["decided_meanwhile"])
    assert spoken(economy) in listed
    assert spoken(school) not in listed
    assert "trước giờ ấy vẫn theo bản cũ" in shown["said"]
    assert "31/2015" in shown["needs_check"]
    assert {duty["rule"] for duty in shown["duties"]} == set(range(58, 92))
    told = await live.stores.reading.notifications("secretary")
    assert any("Số 12/TB-BBT" in note.text for note in told)


async def test_a_notice_that_is_not_whole_on_paper_or_out_of_order_is_refused_and_nothing_is_stored(
    own_newsroom: LiveNewsroom,
) -> None:
    """A notice that holds from after its own replacement would push it out."""
    live = own_newsroom
    desk, head = BoardDesk(matters=live.matter_desk, boards=live.stores.boards), live.holder(Office.HEAD)
    versions = await live.stores.boards.versions()
    with pytest.raises(InvalidInput) as unsigned:
        await desk.adopt(head, _SOURCE + "\n# bản không số\n", UNSIGNED)
    assert unsigned.value.field == "number"
    today = local(datetime.now(UTC)).date()
    old = Signing(number="9/TB-BBT", signed_on=today - timedelta(days=9), decided_by=_DECIDED_BY)
    with pytest.raises(Refused, match="signed_on"):
        await desk.adopt(head, _SOURCE + "\n# bản ký trước\n", old)
    assert await live.stores.boards.versions() == versions
    new = Signing(number="14/TB-BBT", signed_on=today, decided_by=_DECIDED_BY)
    await desk.adopt(head, _SOURCE + "\n# bản chờ\n", new, datetime.now(UTC) + timedelta(days=1))
    with pytest.raises(Refused, match="effective_from"):
        await desk.adopt(head, _SOURCE + "\n# bản thay\n", new)
    assert len(await live.stores.boards.versions()) == len(versions) + 1
