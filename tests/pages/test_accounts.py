"""Accounts: one's own, and those of others for who looks after them."""

import re

from newsroom.article import MemberId
from newsroom.board import Office
from newsroom.errors import NewsroomError
from newsroom.ledger.ways_in import AccessRefused, AccountChanged
from newsroom.members.accounts import AccountChange, Barred
from newsroom.members.sessions import Way
from newsroom.signed.canonical import Via
from tests.pages.test_signing_in import PASSWORD, given_back, invited, later_code, lines, password_given, set_up, whole
from tests.pages.visiting import COOKIE, Pages


async def test_a_password_is_changed_and_other_devices_are_out(pages: Pages) -> None:
    await whole(pages, "reporter-1")
    new = "một câu khác hẳn và dài"
    async with pages.visit("reporter-1") as here, pages.visit("reporter-1") as there:
        cookie = here.http.cookies[COOKIE]
        wrong = await (await here.opened("/toi/mat-khau")).filled(current="sai", password=new, again=new)
        assert "Mật khẩu hiện tại không đúng" in wrong.words
        done = await (await here.opened("/toi/mat-khau")).filled(current=PASSWORD, password=new, again=new)
        assert "Đang đăng nhập 1" in done.words
        assert here.http.cookies[COOKIE] != cookie
        assert (await there.http.get("/viec")).status_code == 303
    async with pages.visit() as visit:
        assert (await password_given(visit, "reporter-1", PASSWORD)).answer.status_code == 422
        assert (await password_given(visit, "reporter-1", new)).answer.status_code == 200


async def test_the_second_factor_and_the_recovery_codes_are_changed(pages: Pages) -> None:
    secret, codes = await whole(pages, "reporter-1")
    sign_in = pages.live.parts.sign_in
    async with pages.visit("reporter-1") as visit:
        shown = await (await visit.opened("/toi/ma-du-phong")).filled(current=PASSWORD)
        fresh = re.findall(r"<code>([a-z2-9-]+)</code>", shown.answer.text)
        asked = await visit.opened("/toi/ung-dung")
        other = str(re.findall(r"<code>([A-Z2-7]+)</code>", asked.answer.text)[0])
        old = await later_code(pages, "reporter-1", secret)
        code = await later_code(pages, "reporter-1", other)
        assert (await asked.filled(current=PASSWORD, code=old)).answer.status_code == 422
        assert (await asked.filled(current=PASSWORD, code=code)).answer.status_code == 200
    took: list[str] = []
    for typed in (codes[1], old, fresh[1]):
        try:
            took.append(await sign_in.by_code(MemberId("reporter-1"), typed))
        except NewsroomError as refused:
            took.append(refused.code)

    assert took == ["wrong_code", "wrong_code", Way.RECOVERY]


async def test_a_session_is_ended_from_another_and_all_at_once(pages: Pages) -> None:
    async with pages.visit("reporter-1") as here, pages.visit("reporter-1") as there, pages.visit("head") as head:
        await here.opened("/viec")
        home = await here.opened("/toi")
        others = re.findall(r'action="(/toi/phien/[0-9a-f]{64})"', home.answer.text)
        assert (await head.sent(others[0], (await head.opened("/toi")).form("/dang-xuat"))).status_code == 303
        assert (await there.http.get("/viec")).status_code == 200, "nobody ends a session of somebody else"
        for action in others:
            await home.filled(action)
        assert (await there.http.get("/viec")).status_code == 303
        assert (await here.http.get("/viec")).status_code == 200
        await home.filled("/toi/dang-xuat-moi-noi")
        assert (await here.http.get("/viec")).status_code == 303

    assert (await lines(pages, "reporter-1"))[-1].said()["change"] == AccountChange.SIGNED_OUT


async def test_the_secretary_invites_and_the_link_is_shown_once(pages: Pages) -> None:
    secretary = pages.live.holder(Office.SECRETARY).id
    await pages.live.parts.accounts.reset(None, "accountant")
    async with pages.visit(secretary) as visit, pages.visit() as guest:
        listed = await visit.opened("/tai-khoan")
        assert "Chưa thiết lập" in listed.words
        shown = await (await visit.opened("/tai-khoan/accountant/moi")).filled()
        (path,) = re.findall(r"<code>https://desk\.test(/vao/[\w-]+)</code>", shown.answer.text)
        came = await (await guest.opened(path)).filled(path)
        assert "Tài khoản của tôi" in came.words
        assert "Tài khoản của anh/chị: cấp liên kết vào" in (await guest.opened("/viec")).words
        assert "bằng liên kết được cấp" in (await visit.opened("/tai-khoan")).words

    found = [line for line in await lines(pages, "accountant") if isinstance(line, AccountChanged)]
    assert (found[-2].change, found[-2].by, found[-2].via) == (AccountChange.INVITED, secretary, Via.SESSION)


async def test_a_locked_account_opens_nothing_until_it_is_unlocked(pages: Pages) -> None:
    secret, _ = await whole(pages, "reporter-1")
    link = await invited(pages, "reporter-1")
    token = await pages.live.parts.tokens.issue(await pages.live.member("reporter-1"), via=Via.SHELL)
    async with pages.visit("engineer") as keeper, pages.visit("reporter-1") as visit, pages.visit() as guest:
        await (await keeper.opened("/tai-khoan/reporter-1/khoa")).filled()
        assert (await visit.http.get("/viec")).status_code == 303
        assert (await (await guest.opened(link)).filled(link)).answer.status_code == 422
        assert (await password_given(guest, "reporter-1", PASSWORD)).answer.status_code == 422
        bearer = {"Authorization": f"Bearer {token}"}
        assert (await guest.http.get("/api/v1/inbox", headers=bearer)).status_code == 401
        refused = await keeper.sent("/tai-khoan/reporter-1/moi", (await keeper.opened("/viec")).form("/dang-xuat"))
        assert "mở khóa trước" in refused.text
        await (await keeper.opened("/tai-khoan/reporter-1/mo-khoa")).filled()
        asked = await password_given(guest, "reporter-1", PASSWORD)
        done = await asked.filled("", code=await later_code(pages, "reporter-1", secret))
        assert done.answer.status_code == 200
    await given_back(pages, "reporter-1")


async def test_an_account_that_was_reset_is_set_up_anew_and_the_old_ways_are_shut(pages: Pages) -> None:
    _, codes = await whole(pages, "reporter-1")
    async with pages.visit("head") as keeper, pages.visit() as guest:
        shown = await (await keeper.opened("/tai-khoan/reporter-1/dat-lai")).filled()
        (path,) = re.findall(r"<code>https://desk\.test(/vao/[\w-]+)</code>", shown.answer.text)
        assert (await password_given(guest, "reporter-1", PASSWORD)).answer.status_code == 422
        await (await guest.opened(path)).filled(path)
        done, _ = await set_up(guest)
        assert done.answer.status_code == 200
        assert codes[0] not in done.answer.text


async def test_who_keeps_no_accounts_changes_none_and_that_is_written_down(pages: Pages) -> None:
    async with pages.visit("reporter-1") as visit:
        form = (await visit.opened("/viec")).form("/dang-xuat")
        assert "Tài khoản của tôi" in (await visit.opened("/viec")).words
        assert (await visit.http.get("/tai-khoan")).status_code == 403
        for change in ("moi", "dat-lai", "khoa", "mo-khoa"):
            assert (await visit.sent(f"/tai-khoan/accountant/{change}", form)).status_code == 403
    refused = [line for line in await lines(pages, "reporter-1") if isinstance(line, AccessRefused)]
    assert refused[-1].barred is Barred.NOT_A_KEEPER


async def test_nobody_changes_the_heads_account_from_a_page_nor_their_own(pages: Pages) -> None:
    head = pages.live.holder(Office.HEAD).id
    async with pages.visit("engineer") as visit:
        form = (await visit.opened("/viec")).form("/dang-xuat")
        answers = [await visit.sent(f"/tai-khoan/{who}/dat-lai", form) for who in (head, "engineer", "khong-co")]
    assert [answer.status_code for answer in answers] == [403] * 3
    assert "toasoan account reset" in answers[0].text
