"""The accountant (II.7): payments come with the royalties; what stands today is the seat.."""

import pytest

from tests.notice.house import House


@pytest.mark.partly(6)
async def test_the_accountant_has_a_seat_in_the_board_and_decides_on_no_item(house: House) -> None:
    article_id = await house.put_up()
    assert article_id in {row["article_id"] for row in (await house.looks("accountant", "/articles"))["articles"]}
    assert await house.may_not_approve("accountant", article_id)
    assert await house.may_not("accountant", "/delegations", to="deputy", ends_at=house.ahead(days=1))
