"""Accounts on the command line: the first link once, further ones, locked, set up anew."""

import re

from tests.support.live import LiveNewsroom
from tests.support.spoken import failed, said
from tests.workers.conftest import Toasoan

_LINK = r"http://localhost:\d+/vao/[\w-]{43}"


async def test_the_first_link_is_for_the_head_and_printed_once(toasoan: Toasoan) -> None:
    first = said(await toasoan("account", "first"))
    assert re.search(_LINK, first)
    assert "của head" in first
    failed(await toasoan("account", "first"), "chỉ in một lần", "toasoan account invite")
    assert re.search(_LINK, said(await toasoan("account", "invite", "head")))


async def test_an_account_is_looked_after(toasoan: Toasoan, live: LiveNewsroom) -> None:
    assert "accountant (Kế toán viên): chưa thiết lập; 0 phiên đang mở." in said(await toasoan("account", "list"))
    assert re.search(_LINK, said(await toasoan("account", "invite", "accountant")))
    assert "Đã khóa tài khoản accountant" in said(await toasoan("account", "disable", "accountant"))
    failed(await toasoan("account", "invite", "accountant"), "mở khóa trước")
    assert "bị khóa từ" in said(await toasoan("account", "list"))
    assert "Đã mở khóa" in said(await toasoan("account", "enable", "accountant"))
    assert re.search(_LINK, said(await toasoan("account", "reset", "accountant")))
    await live.renew_token("accountant")
    failed(await toasoan("account", "invite", "khong-co"), "Không có tài khoản")
