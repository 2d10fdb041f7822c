"""The chief accountant (II.6): money comes with the royalties; what stands today is the seat.."""

import pytest

from tests.notice.house import House


@pytest.mark.partly(6)
async def test_the_chief_accountant_has_a_seat_in_the_board_and_decides_on_no_item(house: House) -> None:
    article_id = await house.put_up()
    assert article_id in {row["article_id"] for row in (await house.looks("chief-accountant", "/articles"))["articles"]}
    assert await house.may_not_approve("chief-accountant", article_id)
    assert await house.may_not("chief-accountant", "/delegations", to="deputy", ends_at=house.ahead(days=1))
