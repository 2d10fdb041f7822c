"""Every command of the pages for operators does on a running newsroom what its page says."""

import re
from typing import TYPE_CHECKING, Final

import pytest

from tests.deploy.commands.pages import Command, commands
from tests.deploy.commands.place import Place
from tests.deploy.commands.treated import LIVING, RULES, RUNS, Need, Treatment, run_of, treatment
from tests.deploy.commands.treated import NAMED as ALONE

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

_TURNS_ALL_OVER: Final = {Need.BUILDS, Need.MOVED, Need.CLOSED, Need.CUT}


def _turns_all_over(command: Command) -> bool:
    return command.text.startswith("toasoan keys ") or run_of(command).need in _TURNS_ALL_OVER


_SAME: Final = {"ĐƯỜNG_DẪN_BẢN_SAO_LƯU": "FILE", '"LÝ DO"': '"REASON"'}
"""Words of one page that stand for what another page calls so: filled in, both are the same command."""


def _filled_in(command: Command) -> str:
    text = command.text
    for word, same in _SAME.items():
        text = text.replace(word, same)
    return text


RUN: Final = sorted(
    {
        _filled_in(each): each for each in commands() if treatment(each) is Treatment.RUN and each.text not in LIVING
    }.values(),
    key=_turns_all_over,
)
"""What changes builds, keys or the storage under the others' feet comes last."""

NAMED: Final = [each for each in commands() if treatment(each) is Treatment.NAMED]
PIPED: Final = [each for each in commands() if each.text.startswith("grep ")]
pytestmark = pytest.mark.timeout(300)


async def prepare(place: Place, need: Need) -> None:
    """What must be so before a command is typed."""
    ways: Mapping[Need, Callable[[], Awaitable[object]]] = {
        Need.AWAITING: place.awaiting,
        Need.STOPPED: place.stopped,
        Need.AWAY: place.away,
        Need.KEPT: place.kept,
        Need.CLOSED: place.closed,
        Need.ANCHORED: place.anchored,
        Need.CUT: place.cut,
        Need.PACKED: place.packed,
        Need.LENT: place.lent,
        Need.BUILDS: place.two_builds,
        Need.MOVED: lambda: place.two_builds("2026.2"),
    }
    if need is not Need.NOTHING:
        await ways[need]()


@pytest.mark.parametrize("text", LIVING)
async def test_a_process_started_by_hand_takes_the_place_of_the_dead_one(text: str, place: Place) -> None:
    """Where there is no cluster that starts it again."""
    settings = place.stack.settings
    asked = {
        "desk": f"http://127.0.0.1:{settings.desk_port}/health",
        "watch": f"http://127.0.0.1:{settings.watch_port}/health",
        "worker": f"http://127.0.0.1:{settings.metrics_port}/health",
        "courier": f"http://127.0.0.1:{place.stack.metrics_ports['courier']}/health",
        "codec-server": f"http://127.0.0.1:{settings.codec_port}/health",
        "simulator": f"{settings.simulator_url}/_sim/visible",
    }
    await place.lives(text, asked[LIVING[text]], LIVING[text])


@pytest.mark.parametrize("command", RUN, ids=str)
async def test_a_command_does_what_its_page_says(command: Command, place: Place) -> None:
    """Followed word by word, with nothing but the page's own preamble before it."""
    run = run_of(command)
    if "worker" not in place.stack.children:
        await place.opened()
    await prepare(place, run.need)
    if "TOKEN" in command.text:
        place.filled["TOKEN"] = (await place.well("toasoan codec-token engineer")).strip()
    text = command.text.replace("make ", "make -n ", 1) if command.program == "make" else command.text
    if run.administrator:
        text = f"export TOASOAN_ADMIN_DATABASE_URL='{place.stack.admin_dsn}'; {text}"
    code, said = await place.typed(text, given=run.given, build=run.build)
    if run.need is Need.CLOSED or "keys ro" in text:
        await place.opened()
    if run.need is Need.AWAY:
        await place.back()
    assert code == run.code, said
    assert re.search(run.says, said), said


@pytest.mark.parametrize("command", NAMED, ids=str)
async def test_a_command_that_is_only_named_explains_itself(command: Command, place: Place) -> None:
    said = await place.well(f"{re.split(' --', command.text)[0]} --help")
    assert all(word in said for word in command.text.split() if word.startswith("--"))


@pytest.mark.parametrize("command", PIPED, ids=str)
async def test_what_is_handed_on_to_the_cluster_is_there(command: Command, place: Place) -> None:
    """The keys that a Secret is made of are in what the command before prints, under these very names."""
    await place.well("toasoan server keys > keys.env; echo TOASOAN_FIRST_BOARD_DIGEST=x >> keys.env")
    assert "TOASOAN_" in await place.well(command.text.partition(" | ")[0])


def test_nothing_is_listed_that_no_page_says() -> None:
    """A list longer than the pages hides what has gone."""
    said = {each.text for each in commands()}
    assert {*LIVING, *RUNS, *ALONE} <= said
    assert all(any(text.startswith(begins) for text in said) for begins in RULES)
