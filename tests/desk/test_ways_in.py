"""By which way somebody came in: told beside the act when it may have been another's hand."""

from dataclasses import replace

import pytest

from desk.presenting.timeline import timeline_data
from newsroom.ledger.acts import ActAccepted
from newsroom.members.ways_in import via_in
from newsroom.signed.canonical import Via
from tests.support.live import LiveNewsroom

pytestmark = pytest.mark.trust


@pytest.mark.parametrize(
    ("claim", "via"),
    [
        ('{"act":"approve","via":"shell"}', Via.SHELL),
        ('{"via":"session"}', Via.SESSION),
        ('{"act":"approve"}', None),
        ('{"via":"cổng sau"}', None),
        ('{"via":7}', None),
        ("[1]", None),
        ("không phải JSON", None),
    ],
)
def test_a_signed_text_states_its_way_in_or_none(claim: str, via: Via | None) -> None:
    """What was signed before the field existed says nothing of it, and stays as it is."""
    assert via_in(claim) is via


async def test_the_timeline_tells_a_shell_from_a_members_own_token(live: LiveNewsroom) -> None:
    """An administrator at a keyboard could not be told from the member in whose name the command ran."""
    article_id = await live.ready_for_approval()
    line = next(line for line in await live.stores.reading.timeline(article_id) if isinstance(line.entry, ActAccepted))
    assert isinstance(line.entry, ActAccepted)

    def told(claim: str) -> str:
        assert isinstance(line.entry, ActAccepted)
        (event,) = timeline_data([replace(line, entry=replace(line.entry, claim=claim))], live.board)
        return str(event["text"])

    assert "qua lệnh của quản trị" in told('{"via":"shell"}')
    for own in ('{"via":"token"}', '{"via":"session"}', "{}"):
        assert "qua " not in told(own)


async def test_who_only_names_a_member_comes_by_the_shell_and_a_token_by_itself(live: LiveNewsroom) -> None:
    assert (await live.desk.member("head")).via is Via.SHELL
    assert (await live.parts.reading.views.of("head")).viewer.via is Via.SHELL
    assert (await live.parts.reading.views.of("head", Via.TOKEN)).viewer.via is Via.TOKEN
