"""Matters by pages: being away, standing in, lending; who may approve what today."""

from datetime import timedelta

import pytest

from newsroom.board import OFFICE_LABELS, Office
from newsroom.working_time import local
from tests.pages.visiting import Pages, Shown
from tests.support.matters import absent, hour, matter_ended


def typed_hour(hours: float) -> str:
    """An hour so far ahead as a browser sends it: local, without a zone."""
    return local(hour(timedelta(hours=hours))).strftime("%Y-%m-%dT%H:%M")


def matter_in(shown: Shown, kind: str) -> str:
    """The matter whose page is shown."""
    return f"{kind}/{shown.answer.request.url.path.split('/')[2]}"


async def test_an_absence_is_filed_a_stand_in_assigned_and_the_return_reported(pages: Pages) -> None:
    live = pages.live
    deputy, editor = live.holder(Office.DEPUTY), live.holder(Office.FINAL_EDITOR)
    async with pages.visit(deputy.id) as visit:
        filed = await (await visit.opened("/vang/bao-vang/moi")).filled(
            member=deputy.id, ends_at=typed_hour(5), reason="Đi công tác huyện"
        )
        assert "Đã ghi sổ: báo vắng mặt." in filed.words, filed.words
        path = filed.answer.request.url.path
        assert f"{path}/phan-cong" not in filed.answer.text
    async with pages.visit(live.holder(Office.HEAD).id) as visit:
        home = await visit.opened("/viec")
        assert f'href="{path}"' in home.answer.text
        assert f"{path}/phan-cong" in (await visit.opened(path)).answer.text
        given = await (await visit.opened(f"{path}/phan-cong")).filled(to=editor.id, work="approvals", reason="Thay")
        assert "Đã ghi sổ: phân công người thay." in given.words
        today = await visit.opened("/hom-nay")
        assert "Phó Trưởng Ban đến" in today.words
    async with pages.visit(deputy.id) as visit:
        back = await (await visit.opened(f"{path}/ket-thuc")).filled()
        assert "Đã ghi sổ: đổi thời gian vắng mặt." in back.words
    await matter_ended(live, matter_in(back, "absence"))


async def test_who_may_not_assign_is_told_so_and_what_was_typed_stays(pages: Pages) -> None:
    async with absent(pages.live, Office.DEPUTY) as (matter,), pages.visit(pages.live.holder(Office.SECRETARY).id) as v:
        path = f"/vang/{matter.partition('/')[2]}/phan-cong"
        shown = await (await v.opened(path)).filled(to=pages.live.holder(Office.FINAL_EDITOR).id, reason="Thay tạm")

    assert shown.answer.status_code == 422
    assert "Thay tạm" in shown.answer.text
    assert "Chưa làm được" in shown.words


async def test_a_wrong_hour_stands_beside_its_field(pages: Pages) -> None:
    async with pages.visit(pages.live.holder(Office.DEPUTY).id) as visit:
        shown = await (await visit.opened("/vang/bao-vang/moi")).filled(ends_at="sáng mai", reason="Đi họp")

    assert shown.answer.status_code == 422
    assert 'id="ends_at-error"' in shown.answer.text
    assert "Đi họp" in shown.answer.text


async def test_a_delegation_is_made_shown_and_taken_back(pages: Pages) -> None:
    live = pages.live
    async with pages.visit(live.holder(Office.STANDING_DEPUTY).id) as visit:
        to = live.holder(Office.DEPUTY).id
        made = await (await visit.opened("/uy-quyen/lap/moi")).filled(
            kind="delegation", to=to, topics=["education"], ends_at=typed_hour(9)
        )
        assert "Đã ghi sổ: ủy quyền." in made.words, made.words
        path = made.answer.request.url.path
        listed = await visit.opened("/uy-quyen")
        assert f'href="{path}"' in listed.answer.text
        longer = await (await visit.opened(f"{path}/gia-han")).filled(ends_at=typed_hour(20))
        assert "Đã ghi sổ: gia hạn." in longer.words
        refused = await (await visit.opened(f"{path}/thu-hoi")).filled()
        assert refused.answer.status_code == 422
        over = await (await visit.opened(f"{path}/thu-hoi")).filled(reason="Đã xong việc")
        assert "Đã ghi sổ: thu hồi." in over.words
    await matter_ended(live, matter_in(over, "delegation"))


async def test_the_table_of_today_says_who_stands_in_and_on_which_ground(pages: Pages) -> None:
    async with pages.visit(pages.live.holder(Office.SECRETARY).id) as visit:
        before = await visit.opened("/hom-nay")
        async with absent(pages.live, Office.STANDING_DEPUTY):
            meanwhile = await visit.opened("/hom-nay")

    assert "Mọi nội dung còn lại" in before.words
    for office in (Office.HEAD, Office.DEPUTY, Office.FINAL_EDITOR, Office.STANDING_DEPUTY):
        assert f"<strong>{OFFICE_LABELS[office]} – " in before.answer.text
    assert f"<strong>{OFFICE_LABELS[Office.STANDING_DEPUTY]} – " not in meanwhile.answer.text
    assert "chờ Trưởng Ban phân công" in meanwhile.words


@pytest.mark.parametrize("path", ["/vang", "/uy-quyen", "/hom-nay", "/uy-quyen/lap/moi"])
async def test_the_roster_is_for_nobody_outside_the_board(pages: Pages, path: str) -> None:
    async with pages.visit("reporter-1") as visit:
        shown = await visit.opened(path)
        home = await visit.opened("/viec")

    assert shown.answer.status_code == 403
    assert f'href="{path}"' not in home.answer.text


async def test_an_absence_of_another_is_not_there_for_a_reporter(pages: Pages) -> None:
    async with absent(pages.live, Office.DEPUTY) as (matter,), pages.visit("reporter-1") as visit:
        assert (await visit.opened(f"/vang/{matter.partition('/')[2]}")).answer.status_code == 404
        assert (await visit.opened("/vang/%00")).answer.status_code == 404
