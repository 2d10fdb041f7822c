"""The notice by pages: in force, a proposed file before and after, adopted or refused."""

from datetime import date
from typing import Final

from newsroom.board import Office
from tests.pages.visiting import HOST, Pages, Shown, Visit

_SIGNED: Final = {"number": "", "signed_on": date(2026, 11, 20).isoformat(), "decided_by": "Quyết định số 9/QĐ-UBND"}


async def _source(pages: Pages) -> str:
    version = await pages.live.stores.boards.in_force()
    found = await pages.live.stores.boards.sources([version.digest])
    return next(iter(found.values()))


async def _compared(visit: Visit, source: str, **said: str) -> Shown:
    """The page before and after, of a file that is sent."""
    form = (await visit.opened("/ban/ban-moi")).form("/ban/ban-moi")
    answer = await visit.http.post(
        "/ban/ban-moi",
        data={**form, "source": "", **_SIGNED, **said},
        files={"file": ("ban.toml", source.encode())},
        headers={"Origin": HOST},
    )
    return Shown(visit=visit, answer=answer)


async def test_a_proposed_file_is_shown_before_and_after(pages: Pages) -> None:
    source = await _source(pages)
    changed = source.replace('class = "R2"\noffice = "deputy"', 'class = "R2"\noffice = "final_editor"')
    assert changed != source
    async with pages.visit(pages.live.holder(Office.SECRETARY).id) as visit:
        shown = await _compared(visit, changed, number="TB-3")
        wrong = await _compared(visit, "không phải TOML", number="TB-3")

    assert shown.answer.status_code == 200, shown.words
    assert "thành: Ủy viên" in shown.words
    assert "Như cũ" in shown.words
    assert "Áp dụng bản này" not in shown.words
    assert (wrong.answer.status_code, "không phải TOML" in wrong.answer.text) == (422, True)
    assert "TB-3" in wrong.answer.text


async def test_the_head_adopts_exactly_what_was_shown(pages: Pages) -> None:
    source = f"{await _source(pages)}\n# Bản in lại, có ngày ký.\n"
    boards = pages.live.stores.boards
    before = (await boards.in_force()).number
    async with pages.visit(pages.live.holder(Office.HEAD).id) as visit:
        unsigned = await _compared(visit, source)
        refused = await unsigned.filled("/ban/ban-moi/ap-dung")
        assert refused.answer.status_code == 422
        assert 'id="number-error"' in refused.answer.text
        shown = await _compared(visit, source.replace("\n", "\r\n"), number="1234/TB-BBT")
        done = await shown.filled("/ban/ban-moi/ap-dung")
        assert "Đã ghi sổ: áp dụng bản phân công mới." in done.words, done.words

    version = await boards.in_force()
    assert (version.number > before, version.signing.number) == (True, "1234/TB-BBT")
    assert next(iter((await boards.sources([version.digest])).values())) == source
    assert "1234/TB-BBT" in done.words


async def test_who_may_not_adopt_is_refused_and_the_notice_stays(pages: Pages) -> None:
    source = f"{await _source(pages)}\n# Không ai ký bản này.\n"
    before = (await pages.live.stores.boards.in_force()).digest
    async with pages.visit(pages.live.holder(Office.SECRETARY).id) as visit:
        form = (await _compared(visit, source, number="TB-4")).form("/ban/ban-moi")
        said = {**form, **_SIGNED, "source": source, "number": "TB-4"}
        answer = await visit.sent("/ban/ban-moi/ap-dung", said)

    assert answer.status_code == 422
    assert "Chưa làm được" in answer.text
    assert (await pages.live.stores.boards.in_force()).digest == before


async def test_a_reporter_reads_the_notice_and_no_draft_of_it(pages: Pages) -> None:
    async with pages.visit("reporter-1") as visit:
        shown = await visit.opened("/ban")
        assert (await visit.opened("/ban/ban-moi")).answer.status_code == 403

    assert shown.answer.status_code == 200
    assert "Các phiên bản" not in shown.words
