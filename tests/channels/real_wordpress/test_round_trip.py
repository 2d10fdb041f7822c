"""Whatever an editor writes, the reader of a real WordPress sees those words in that order."""

from itertools import count

from hypothesis import HealthCheck, given

from newsroom.article import Content
from tests.channels.test_round_trip import contents, round_trip
from tests.support.proofs import examples
from tests.support.real_wordpress import RealOutside

_NUMBERS = count(1)


@examples(0.06, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=contents(), then=contents())
async def test_lines_read_back_as_written_amended_and_removed(sim: RealOutside, first: Content, then: Content) -> None:
    await round_trip(sim, "wordpress", first, then, key=f"bai-{next(_NUMBERS)}-ban-1")
