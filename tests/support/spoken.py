"""What the tests of the command line do over and over: type an hour, read an answer, count what is stored."""

import re
from datetime import datetime, timedelta
from typing import Final

from typer.testing import Result

from newsroom.working_time import ZONE
from tests.support.live import LiveNewsroom, eventually

_ID: Final = re.compile(r"^([0-9]{4}-[0-9]{4,6}|[0-9a-f]{12})  ", re.MULTILINE)


def hour(hours: float) -> str:
    """An hour from now, as a person types it."""
    return f"{datetime.now(ZONE) + timedelta(hours=hours):%Y-%m-%d %H:%M:%S}"


def said(answer: Result) -> str:
    """What a command that went well has printed."""
    assert answer.exit_code == 0, answer.output
    return answer.output


def failed(answer: Result, *words: str) -> None:
    """The command failed in Vietnamese, naming what is wrong, without a traceback."""
    told = " ".join(answer.output.split())
    assert answer.exit_code in {1, 2}, answer.output
    assert "Traceback" not in told
    if answer.exit_code == 1:
        assert "Không thực hiện được" in told
    for word in words:
        assert word in told, told


def first_id(output: str) -> str:
    """The first matter that an answer names, by its number."""
    found = _ID.search(output)
    assert found, output
    return found.group(1)


async def stored(live: LiveNewsroom) -> int:
    """How much is stored of matters, and how many texts."""
    async with live.stores.database.reading() as connection:
        counted: int = await connection.fetchval(
            "SELECT (SELECT count(*) FROM absences) + (SELECT count(*) FROM grants) + (SELECT count(*) FROM meetings) "
            "+ (SELECT count(*) FROM amendments) + (SELECT count(*) FROM revisions)"
        )
    return counted


async def id_of(live: LiveNewsroom, kind: str, number: str) -> str:
    """The id of what has that number."""
    (found,) = await live.stores.numbers.ids(kind, number)
    return found


async def until_ended(live: LiveNewsroom, called: str) -> None:
    """Wait until the workflow of a matter, called by its kind and number, has closed."""
    kind, _, number = called.partition("/")
    matter = f"{kind}/{await id_of(live, kind, number)}"

    async def closed() -> bool:
        return (await live.client.get_workflow_handle(matter).describe()).close_time is not None

    await eventually(closed, seconds=90)
