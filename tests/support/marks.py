"""What a test needs, by the folder it stands in: nothing, servers of ours in its own process, or processes of ours."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pytest

FOLDERS: Final = {
    "activities": "servers",
    "adversary": "servers",
    "upkeep": "servers",
    "courier": "servers",
    "channels": "rules",
    "channels/real_wordpress": "real_wordpress",
    "deploy": "rules",
    "deploy/commands": "processes",
    "deployment": "processes",
    "desk": "servers",
    "desk/manuscript": "rules",
    "desk/word": "rules",
    "docs": "rules",
    "layout": "rules",
    "newsroom": "rules",
    "notice": "servers",
    "ops": "processes",
    "pages": "servers",
    "simulator": "rules",
    "storage": "servers",
    "telemetry": "servers",
    "watch": "servers",
    "workers": "processes",
    "workflows": "servers",
}
FILES: Final = {
    "upkeep/test_upkeep_notifications.py": "rules",
    "upkeep/test_restore.py": "processes",
    "deploy/test_alerts.py": "processes",
    "deploy/test_alerts_metrics.py": "servers",
    "deploy/test_alerts_routing.py": "processes",
    "deploy/test_compose_running.py": "processes",
    "deploy/test_dashboards.py": "processes",
    "deploy/test_image.py": "processes",
    "desk/manuscript/test_linear.py": "processes",
    "desk/manuscript/test_photos.py": "processes",
    "desk/manuscript/test_room.py": "processes",
    "desk/test_faces.py": "rules",
    "desk/word/test_hostile.py": "processes",
    "desk/word/test_oracle.py": "processes",
    "desk/test_intake.py": "rules",
    "desk/test_old_fonts.py": "rules",
    "desk/test_sending.py": "rules",
    "desk/test_sign_in.py": "rules",
    "desk/test_stated_facts.py": "rules",
    "storage/test_database.py": "processes",
    "telemetry/test_channel_calls.py": "rules",
    "telemetry/test_processes.py": "processes",
    "storage/test_stages.py": "rules",
    "watch/test_alarms.py": "rules",
    "watch/test_judging.py": "rules",
    "watch/test_judging_messages.py": "rules",
    "courier/test_process.py": "processes",
    "courier/test_web_push.py": "rules",
    "watch/test_outages.py": "processes",
    "watch/test_posting.py": "rules",
    "watch/test_process.py": "processes",
    "watch/test_telling.py": "rules",
    "workers/test_leaders_file.py": "rules",
    "workflows/test_registry.py": "rules",
}
"""Files that differ from their folder."""

ORDER: Final = ("processes", "real_wordpress", "servers", "rules")
LONGEST: Final = (
    "deploy/commands/test_commands.py",
    "ops/test_alarms.py",
    "workers/test_demo.py",
    "workflows/test_amendment_faults.py",
    "workflows/test_week.py",
    "watch/test_outages.py",
    "watch/test_visibility.py",
    "workflows/test_amendment.py",
)
"""Long files first, the longest before the others: runs side by side end together when what comes last is short."""

_SERVERS: Final = {"live", "building", "storage", "own_storage"}
_TESTS: Final = Path(__file__).parents[1]


def marked(items: list[pytest.Item]) -> None:
    """Mark each test, and put them in ORDER. Errors: UsageError for a test that the tables do not know or misplace."""
    marks = {path: _mark(path) for path in {item.path for item in items}}
    for item in items:
        item.add_marker(marks[item.path])
        if marks[item.path] == "rules" and _SERVERS.intersection(_fixtures(item)):
            raise pytest.UsageError(f"{item.nodeid} is marked rules in tests/support/marks.py and asks for a server")
    # Others wait while one test has the machine to itself, and it for them: at the end no test is long.
    alone = {item.path for item in items if item.get_closest_marker("alone")}
    items.sort(key=lambda item: (item.path in alone, _turn(_place(item.path)), ORDER.index(marks[item.path])))


def _turn(place: str) -> int:
    return LONGEST.index(place) if place in LONGEST else len(LONGEST)


def _mark(path: Path) -> str:
    place = _place(path)
    folders = (FOLDERS.get(folder.as_posix()) for folder in Path(place).parents)
    found = FILES.get(place) or next(filter(None, folders), None)
    if found is None:
        raise pytest.UsageError(f"tests/{place} has no mark: give its folder one in tests/support/marks.py")
    return found


def _place(path: Path) -> str:
    return path.relative_to(_TESTS).as_posix()


def _fixtures(item: pytest.Item) -> Iterable[str]:
    return getattr(item, "fixturenames", ())
