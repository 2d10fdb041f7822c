"""How our processes write their logs: one line of JSON for each event, ours and those of the libraries alike.

A line names articles, workflows and offices; that of a request the member's account and address too. It holds no text
of an article, no name of a person, no token: an exception is written as its type and where it arose, because what it
says may quote any of them.
"""

import logging
import sys
import traceback
from collections.abc import Iterator
from typing import Final

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from activities import clock
from workers.settings import LogFormat

_FRAMES: Final = 4
_SILENCED: Final = {
    # A request line holds the address, and that may hold a token.
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "yoyo": logging.WARNING,
    # Our own line about a failed activity says the same without its message.
    "temporalio.activity": logging.CRITICAL,
    "uvicorn.access": logging.CRITICAL,
}
# Written out of names of events, commands and settings alone, and nobody can mend the workflow without them.
# Known by name, so that a command which only reads does not load the SDK.
_HARMLESS_WORDS: Final = frozenset(
    {
        ("temporalio.workflow._exceptions", "NondeterminismError"),
        ("temporalio.worker._workflow", "_DeadlockError"),
        ("workers.temporal.codec", "NotOpened"),
    }
)
_IDS: Final = {"workflow_id": "workflow", "run_id": "run", "workflow_run_id": "run", "attempt": "attempt"}
_log = structlog.get_logger()


def configure_logs(form: LogFormat = LogFormat.JSON, level: str = "INFO") -> None:
    """Send all log lines of this process to standard error in one form; may be called again."""
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *_prepared()],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer(form)],
        )
    )
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name, least in _SILENCED.items():
        logging.getLogger(name).setLevel(least)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_prepared(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
    )


def warn_of_clock() -> None:
    """Say at the start that this machine's clock is not the storage's, whose hour is the one that counts."""
    if abs(ahead := clock.ahead()) > clock.APART:
        _log.warning("clock_apart", seconds=round(ahead.total_seconds()))


def _prepared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _flat_ids,
        _first_line_of_asyncio,
        _failure_without_words,
    ]


def _renderer(form: LogFormat) -> Processor:
    if form is LogFormat.CONSOLE or (form is LogFormat.AUTO and sys.stderr.isatty()):
        return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    return structlog.processors.JSONRenderer(ensure_ascii=False)


def _flat_ids(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """The SDK's nested ids under the names that our own lines use, and nothing that says a line twice."""
    for name in ("temporal_workflow", "temporal_activity"):
        found = event.pop(name, None)
        if isinstance(found, dict):
            event.update({ours: found[theirs] for theirs, ours in _IDS.items() if theirs in found})
    for name in ("temporal_log", "color_message"):
        event.pop(name, None)
    return event


def _first_line_of_asyncio(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """The rest would show the failed task with the words of its exception."""
    if event.get("logger") == "asyncio":
        event["event"] = str(event["event"]).partition("\n")[0]
    return event


def _failure_without_words(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    given = event.pop("exc_info", None)
    failure = given[1] if isinstance(given, tuple) else sys.exc_info()[1] if given is True else given
    if isinstance(failure, BaseException):
        event["failure"] = [_described(each) for each in _chain(failure)]
        if "workflow" not in event and (workflow := getattr(failure, "workflow", "")):
            event["workflow"] = workflow
    return event


def _chain(failure: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while failure is not None and id(failure) not in seen:
        seen.add(id(failure))
        yield failure
        failure = failure.__cause__ or failure.__context__


def _described(failure: BaseException) -> str:
    frames = traceback.extract_tb(failure.__traceback__)[-_FRAMES:]
    where = " < ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in reversed(frames))
    kind = type(failure)
    said = f": {failure}" if (kind.__module__, kind.__name__) in _HARMLESS_WORDS else ""
    return f"{type(failure).__name__}{said} ({where})" if where else f"{type(failure).__name__}{said}"
