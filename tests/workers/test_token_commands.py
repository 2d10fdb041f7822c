"""Tokens on the command line: issued to one, listed, taken back."""

import re

import pytest

from tests.support.spoken import failed, said
from tests.workers.conftest import Toasoan

pytestmark = pytest.mark.trust


async def test_a_token_from_its_issue_to_its_end(toasoan: Toasoan) -> None:
    text = said(await toasoan("token", "issue", "accountant", "--hours", "2")).strip()
    assert re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]+", text)
    listed = said(await toasoan("token", "list"))
    assert text not in listed
    number = re.search(r"(\w+) mã đăng nhập của accountant \(Kế toán viên\), cấp .*, hạn ", listed)
    assert number
    assert f"Đã thu hồi mã đăng nhập số {number[1]} của accountant" in said(await toasoan("token", "revoke", number[1]))
    assert number[1] not in said(await toasoan("token", "list"))
    failed(await toasoan("token", "revoke", "khong-co"), "không có mã số", "toasoan token list")
    failed(await toasoan("token", "issue", "khong-co"), "Không có tài khoản")
