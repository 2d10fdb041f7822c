"""What the checklist knows beside the text: who holds which post on the day."""

from dataclasses import replace
from datetime import timedelta

from newsroom.checklist.check import Code
from newsroom.checklist.leaders import Leader
from newsroom.working_time import local
from tests.support.api import Api
from workers.wiring.reading import built_reading


async def test_a_post_is_held_against_the_register_of_the_day(api: Api) -> None:
    """The check of leaders' posts was there and never had a register."""
    article_id = await api.submitted(text="Sáng 23/11/2026, Bí thư Tỉnh ủy Họ Tên Ví Dụ thăm trường vùng cao.\n")
    view = await api.live.parts.reading.views.of("final-editor")
    today = local(view.at).date()
    held = Leader(name="Họ Tên Ví Dụ", post="Bí thư Tỉnh ủy", starts=today, ends=None, source="Nghị quyết 1/NQ")
    ended = replace(held, starts=today - timedelta(days=9), ends=today)
    for register, is_told in (((), False), ((held,), False), ((ended,), True)):
        reading = built_reading(api.live.stores, lambda register=register: register)  # type: ignore[misc]
        found = {finding.code for finding in await reading.articles.checklist(view, article_id)}
        assert (Code.LEADER_TITLE in found) is is_told
