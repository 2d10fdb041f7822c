"""Coming in: an entry link once, an account set up, name, password and code; nobody learns which names there are."""

import asyncio
import re

import httpx
import pyotp

from newsroom.article import MemberId
from newsroom.ledger.entries import entry_from
from newsroom.ledger.ways_in import AccessRefused, AccountChanged
from newsroom.members.accounts import MOST_TRIES, SERVER, AccountChange, Barred, Try
from newsroom.members.sessions import Way
from tests.pages.visiting import COOKIE, Pages, Shown, Visit

PASSWORD = "ruộng bậc thang mùa nước đổ"


async def invited(pages: Pages, member: str) -> str:
    """The address of a new entry link of a member."""
    link = await pages.live.stores.ways_in.links.make(MemberId(member), SERVER)
    return f"/vao/{link.token}"


async def set_up(visit: Visit, **typed: str) -> tuple[Shown, str]:
    """What comes of setting an account up, and the secret of its application."""
    asked = await visit.opened("/toi/thiet-lap")
    secret = str(re.findall(r"<code>([A-Z2-7]+)</code>", asked.answer.text)[0])
    said = {"password": PASSWORD, "again": PASSWORD, "code": pyotp.TOTP(secret).now()} | typed
    return await asked.filled(**said), secret


async def whole(pages: Pages, member: str) -> tuple[str, list[str]]:
    """The secret of a member whose account is set up, and the recovery codes."""
    await pages.live.stores.ways_in.accounts.reset(MemberId(member), SERVER)
    async with pages.visit() as visit:
        path = await invited(pages, member)
        await (await visit.opened(path)).filled(path)
        done, secret = await set_up(visit, name=member)
    assert done.answer.status_code == 200, done.words
    return secret, re.findall(r"<code>([a-z2-9-]+)</code>", done.answer.text)


async def later_code(pages: Pages, member: str, secret: str) -> str:
    """A code that was not shown yet: as if the one of the set-up were of long ago."""
    async with pages.live.stores.database.writing() as connection:
        await connection.execute("UPDATE accounts SET last_step = 0 WHERE member = $1", member)
        await connection.execute("DELETE FROM tries")
    return pyotp.TOTP(secret).now()


async def given_back(pages: Pages, member: str) -> None:
    """Unlock a member, with a token for the tests that come after: those before were taken back for good."""
    await pages.live.parts.accounts.enable(None, member)
    await pages.live.renew_token(member)


async def password_given(visit: Visit, name: str, password: str, ve: str = "/viec") -> Shown:
    asked = await visit.opened(f"/dang-nhap?ve={ve}")
    return await asked.filled(name=name, password=password)


async def lines(pages: Pages, member: str) -> list[AccountChanged | AccessRefused]:
    """What the ledger says of a member's account."""
    async with pages.live.stores.database.reading() as connection:
        rows = await connection.fetch("SELECT body FROM ledger WHERE article_id = '' ORDER BY seq")
    found = [entry_from(row["body"]) for row in rows]
    return [line for line in found if isinstance(line, AccountChanged | AccessRefused) and line.member == member]


async def test_an_entry_link_lets_in_once_and_is_kept_as_a_hash(pages: Pages) -> None:
    await pages.live.stores.ways_in.accounts.reset(MemberId("reporter-1"), SERVER)
    path = await invited(pages, "reporter-1")
    async with pages.visit() as first, pages.visit() as second:
        assert "cho vào một lần" in (await first.opened(path)).words
        asked = [await visit.opened(path) for visit in (first, second)]
        came = await asked[0].filled(path)
        late = await asked[1].filled(path)

    assert "Tài khoản của tôi" in came.words
    assert "chưa được thiết lập" in came.words
    assert late.answer.status_code == 422
    assert "đã dùng hoặc đã hết hạn" in late.words
    async with pages.live.stores.database.reading() as connection:
        assert path.rsplit("/", 1)[1] not in str(await connection.fetch("SELECT * FROM entry_links"))
    changes = [line.change for line in await lines(pages, "reporter-1") if isinstance(line, AccountChanged)]
    assert changes[-2:] == [AccountChange.INVITED, AccountChange.ENTERED]


async def test_of_two_clicks_in_one_moment_from_two_browsers_one_comes_in(pages: Pages) -> None:
    path = await invited(pages, "reporter-1")
    async with pages.visit() as one, pages.visit() as two:
        forms = [(visit, (await visit.opened(path)).form(path)) for visit in (one, two) for _ in range(2)]
        answers = await asyncio.gather(*(visit.sent(path, form) for visit, form in forms))

    let_in = [answer.is_redirect for answer in answers]
    assert let_in in ([True, True, False, False], [False, False, True, True]), "a double click of one browser is one"
    changes = [line.change for line in await lines(pages, "reporter-1") if isinstance(line, AccountChanged)]
    assert changes[-2:] == [AccountChange.INVITED, AccountChange.ENTERED]


async def test_a_link_that_is_over_or_followed_by_another_lets_nobody_in(pages: Pages) -> None:
    older, newer = await invited(pages, "reporter-1"), await invited(pages, "reporter-1")
    async with pages.live.stores.database.writing() as connection:
        await connection.execute("UPDATE entry_links SET ends_at = now() WHERE used_at IS NULL AND is_first = false")
    async with pages.visit() as visit:
        for path in (older, newer, "/vao/khong-co-lien-ket-nao-nhu-the"):
            assert (await (await visit.opened(path)).filled(path)).answer.status_code == 422


async def test_a_member_sets_up_an_account_and_signs_in_with_it(pages: Pages) -> None:
    secret, codes = await whole(pages, "reporter-1")
    assert len(codes) == 10
    async with pages.visit() as visit:
        asked = await password_given(visit, "  REPORTER-1 ", PASSWORD, "/bai")
        half = visit.http.cookies[COOKIE]
        assert "Mã xác nhận" in asked.words
        assert (await visit.http.get("/viec")).status_code == 303, "a password alone opens nothing"
        shown = await asked.filled("", code=await later_code(pages, "reporter-1", secret))
        assert shown.answer.request.url.path == "/bai"
        assert visit.http.cookies[COOKIE] != half
        assert await pages.live.parts.sessions.half_of(half) is None


async def test_a_code_is_taken_once_and_a_recovery_code_too(pages: Pages) -> None:
    secret, codes = await whole(pages, "reporter-1")
    code = await later_code(pages, "reporter-1", secret)
    sign_in = pages.live.parts.sign_in
    assert await sign_in.by_code(MemberId("reporter-1"), code) is Way.CODE
    ways = []
    for typed in (code, codes[0].upper().replace("-", " "), codes[0], "000000"):
        async with pages.visit() as visit:
            asked = await password_given(visit, "reporter-1", PASSWORD)
            ways.append((await asked.filled("", code=typed)).answer.status_code)

    assert ways == [422, 200, 422, 422]
    refused = [line.barred for line in await lines(pages, "reporter-1") if isinstance(line, AccessRefused)]
    assert refused[-3:] == [Barred.WRONG_CODE] * 3


async def test_the_same_is_said_of_a_wrong_password_and_of_a_name_that_nobody_has(pages: Pages) -> None:
    await whole(pages, "reporter-1")
    await pages.live.parts.accounts.disable(None, "accountant")
    said = set()
    async with pages.visit() as visit:
        for name, password in (
            ("reporter-1", "không phải mật khẩu này"),
            ("khong-co-ai", PASSWORD),
            ("accountant", PASSWORD),
            ("reporter-1", ""),
        ):
            shown = await password_given(visit, name, password)
            said.add((shown.answer.status_code, shown.words.replace(name, "")))
            assert password not in shown.answer.text or not password
    await given_back(pages, "accountant")

    assert len(said) == 1
    assert (await lines(pages, "reporter-1"))[-1].said() == {"member": "reporter-1", "barred": "wrong_password"}


async def test_a_name_is_locked_for_who_guesses_and_says_nothing_of_who_exists(pages: Pages) -> None:
    await whole(pages, "reporter-1")
    async with pages.live.stores.database.writing() as connection:
        await connection.execute("DELETE FROM tries")
    sign_in = pages.live.parts.sign_in
    for name in ("reporter-1", "khong-co-ai"):
        for _ in range(MOST_TRIES[Try.PAIR]):
            async with pages.visit() as visit:
                shown = await password_given(visit, name, "đoán mò một mật khẩu")
                assert "Tên đăng nhập hoặc mật khẩu không đúng" in shown.words
        async with pages.visit() as visit:
            shown = await password_given(visit, name, PASSWORD)
            assert "Đã thử quá nhiều lần" in shown.words
    assert await sign_in.by_password("reporter-1", PASSWORD, "198.51.100.7") == "reporter-1", "elsewhere it opens"
    async with pages.live.stores.database.reading() as connection:
        assert await connection.fetchval("SELECT count(*) FROM tries") <= 5
    refused = [line for line in await lines(pages, "reporter-1") if isinstance(line, AccessRefused)]
    assert refused[-1].barred is Barred.TOO_OFTEN


async def test_many_guesses_at_once_are_counted_each(pages: Pages) -> None:
    async with pages.live.stores.database.writing() as connection:
        await connection.execute("DELETE FROM tries")
    tries = {Try.CODE: "somebody"}
    counted = await asyncio.gather(
        *(pages.live.stores.ways_in.tries.count(tries) for _ in range(2 * MOST_TRIES[Try.CODE]))
    )
    assert sum(counted) == MOST_TRIES[Try.CODE]


async def test_what_is_typed_to_set_up_is_looked_at_before_anything_is_kept(pages: Pages) -> None:
    await pages.live.stores.ways_in.accounts.reset(MemberId("reporter-1"), SERVER)
    async with pages.visit("reporter-1") as visit:
        short, _ = await set_up(visit, password="ngắn", again="ngắn")
        other, _ = await set_up(visit, again=f"{PASSWORD}!")
        wrong, _ = await set_up(visit, code="000000")
        taken, _ = await set_up(visit, name="head")
        named, _ = await set_up(visit, password="reporter-1 reporter-1", again="reporter-1 reporter-1")

    assert "ít nhất 12 ký tự" in short.words
    assert "khác nhau" in other.words
    assert "không phải mã mà ứng dụng đang hiện" in wrong.words
    assert "mã tài khoản của người khác" in taken.words
    assert "dễ đoán" in named.words
    for shown in (short, other, wrong, taken, named):
        assert shown.answer.status_code == 422
        assert PASSWORD not in shown.answer.text
    account = await pages.live.stores.ways_in.accounts.of(MemberId("reporter-1"))
    assert account is None or not account.is_set_up


async def test_the_way_back_leads_to_pages_of_ours_only(pages: Pages) -> None:
    secret, _ = await whole(pages, "reporter-1")
    for asked, came in (
        ("https://elsewhere.test/viec", "/viec"),
        ("//elsewhere.test", "/viec"),
        ("/%5Celsewhere.test", "/viec"),
        ("/api/v1/articles", "/viec"),
        ("/dang-xuat", "/viec"),
        ("/bai?buoc=editing", "/bai"),
    ):
        async with pages.visit() as visit:
            shown = await password_given(visit, "reporter-1", PASSWORD, asked.replace("?", "%3F"))
            done = await shown.filled("", code=await later_code(pages, "reporter-1", secret))
            assert str(done.answer.request.url).startswith(f"https://desk.test{came}"), asked


async def test_a_form_at_the_door_is_taken_from_the_browser_that_it_was_drawn_for(pages: Pages) -> None:
    path = await invited(pages, "reporter-1")
    async with pages.visit() as one, pages.visit() as two:
        form = (await one.opened(path)).form(path)
        await two.opened(path)
        assert (await two.sent(path, form)).status_code == 403
        assert (await two.http.post(path, data=form)).status_code == 403
        assert (await one.sent(path, form | {"csrf": ""})).status_code == 403
        two.http.cookies.clear()
        assert (await two.sent(path, form)).status_code == 403
        assert (await one.sent(path, form)).status_code == 303


async def test_who_asks_by_number_is_sent_to_the_name(pages: Pages) -> None:
    async with httpx.AsyncClient(transport=pages.transport, base_url="http://127.0.0.1:8080") as http:
        page = await http.get("/vao/abc?x=1")
        api = await http.get("/health")

    assert (page.status_code, page.headers["location"]) == (307, "http://localhost:8080/vao/abc?x=1")
    assert api.status_code != 307


async def test_secrets_lie_sealed_and_hashed(pages: Pages) -> None:
    secret, codes = await whole(pages, "reporter-1")
    async with pages.live.stores.database.reading() as connection:
        rows = [
            await connection.fetchrow("SELECT * FROM accounts WHERE member = 'reporter-1'"),
            *await connection.fetch("SELECT * FROM recovery_codes"),
        ]
    kept = str([dict(row) for row in rows])
    assert "$argon2id$v=19$m=19456,t=2,p=1$" in kept
    assert secret not in kept
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)
