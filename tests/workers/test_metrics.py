"""The numbers that the outside sees."""

from activities.storage.figures import FigureStore
from tests.house import House
from workers.metrics import exposed


async def test_every_stage_promise_and_channel_is_counted_zero_included(house: House) -> None:
    """An absent series cannot be told from a healthy zero."""
    await house.ready_for_approval()
    shown = exposed(await FigureStore(house.stores.database).now()).decode()
    assert "newsroom_storage_reachable 1.0" in shown
    for series in (
        'newsroom_articles{stage="withdrawn"}',
        'newsroom_obligations_overdue{promise="publish"}',
        'newsroom_channels_stopped{channel="zalo_oa"}',
        "newsroom_articles_unstarted",
    ):
        assert series in shown
    waiting = next(line for line in shown.splitlines() if 'stage="awaiting_approval"' in line)
    assert float(waiting.split()[-1]) >= 1


def test_a_storage_that_does_not_answer_is_a_number_too() -> None:
    """Else a dead database would look like a quiet newsroom."""
    shown = exposed(None).decode()
    assert "newsroom_storage_reachable 0.0" in shown
    assert "newsroom_articles{" not in shown
