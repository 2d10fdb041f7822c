"""The ready questions of operators, each asked of the real server: it finds what it is for, and nothing beside it."""

import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
from temporalio.common import SearchAttributePair, TypedSearchAttributes

from newsroom.board import Office
from newsroom.stages import Stage
from newsroom.standing import WAIT_LABELS, WAITS, Wait
from tests.support.live import LiveNewsroom, eventually
from workflows.lookups import STUCK, lookups
from workflows.registry import AMENDMENT, ARTICLE, WorkflowKind
from workflows.search_attributes import ARTICLE_STAGE, DUE_AT, NEAR_LIMIT, PUBLISH_DUE_AT, REGISTRY, WAITING_FOR

_NOW: Final = datetime(2026, 11, 30, 3, 0, tzinfo=UTC)
_TONIGHT: Final = datetime(2026, 11, 30, 17, 0, tzinfo=UTC)
_EARLIER: Final = _NOW - timedelta(minutes=1)
_LATER: Final = _NOW + timedelta(hours=1)
_LOOKUPS: Final = {lookup.label: lookup.query for lookup in lookups(_NOW, _TONIGHT)}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """A workflow that is there for one question."""

    kind: WorkflowKind = ARTICLE
    said: tuple[tuple[Any, Any], ...] = ()
    ended: bool = False


def _stage(stage: Stage, *said: tuple[Any, Any], kind: WorkflowKind = ARTICLE, ended: bool = False) -> _Made:
    return _Made(kind=kind, said=((ARTICLE_STAGE, stage.value), *said), ended=ended)


def _waits(wait: Office | Wait) -> tuple[Any, Any]:
    return WAITING_FOR, wait.value


_STOPPED: Final = _stage(Stage.PUBLISHING, _waits(Office.ENGINEER))
_STOOD_IN: Final = _stage(Stage.PUBLISHING, _waits(Office.FINAL_EDITOR))
_BUSY: Final = _stage(Stage.PUBLISHING, _waits(Wait.CHANNELS))
_LAST_EDIT: Final = _stage(Stage.EDITING, _waits(Office.FINAL_EDITOR))
_OVERDUE: Final = _stage(Stage.AWAITING_APPROVAL, (DUE_AT, _EARLIER))
_TODAY: Final = _stage(Stage.EDITING, (DUE_AT, _LATER))
_TOMORROW: Final = _stage(Stage.EDITING, (DUE_AT, _TONIGHT + timedelta(hours=1)))
_CASES: Final = {
    "Kênh đã dừng, chờ người cho đi tiếp": (
        (_STOPPED, _STOOD_IN, _Made(kind=AMENDMENT, said=(_waits(Office.ENGINEER),))),
        (_BUSY, _LAST_EDIT, _Made(kind=AMENDMENT), _stage(Stage.PUBLISHING, _waits(Office.ENGINEER), ended=True)),
    ),
    "Quá hạn đăng lên các kênh": (
        (_stage(Stage.PUBLISHING, (PUBLISH_DUE_AT, _EARLIER)),),
        (_stage(Stage.PUBLISHING, (PUBLISH_DUE_AT, _LATER)), _BUSY),
    ),
    "Quá hạn biên tập hoặc duyệt": ((_OVERDUE,), (_TODAY, _stage(Stage.SCHEDULED, (DUE_AT, _EARLIER)))),
    "Chưa duyệt, phải xong trong hôm nay": ((_TODAY, _OVERDUE), (_TOMORROW, _LAST_EDIT)),
    "Đề nghị sửa, gỡ bài chưa xong": ((_Made(kind=AMENDMENT),), (_BUSY, _Made(kind=AMENDMENT, ended=True))),
    "Quy trình kết thúc bất thường": ((_Made(ended=True),), (_BUSY,)),
    "Quy trình sắp hết chỗ trên máy chủ": (
        (_Made(said=((NEAR_LIMIT, True),)),),
        (_Made(), _Made(said=((NEAR_LIMIT, False),))),
    ),
    **{
        f"Đang chờ {WAIT_LABELS[wait]}": (
            (_Made(said=(_waits(wait),)),),
            (_Made(said=(_waits(Wait.NOBODY),)), _Made(said=(_waits(wait),), ended=True)),
        )
        for wait in WAITS
    },
}


async def _begun(live: LiveNewsroom, made: _Made) -> str:
    """Its id; nobody polls its queue, so it stays as it was made."""
    name = made.kind.id_of(f"cau-hoi-{uuid.uuid4().hex[:12]}")
    attributes = TypedSearchAttributes([SearchAttributePair(key, value) for key, value in made.said])
    handle = await live.client.start_workflow(
        made.kind.name, id=name, task_queue="nobody-polls-this", search_attributes=attributes
    )
    if made.ended:
        await handle.terminate()
    return name


@pytest.mark.parametrize("label", _CASES)
async def test_each_question_finds_what_it_is_for_and_nothing_beside_it(live: LiveNewsroom, label: str) -> None:
    """An operator at night does not write queries; a link that finds nothing is taken for good news."""
    wanted, beside = [[await _begun(live, made) for made in group] for group in _CASES[label]]
    ours = "WorkflowId STARTS_WITH 'article/cau-hoi-' OR WorkflowId STARTS_WITH 'amendment/cau-hoi-'"
    try:

        async def listed() -> bool:
            known = {found.id async for found in live.client.list_workflows(ours)}
            return known >= {*wanted, *beside}

        await eventually(listed)

        async def found() -> bool:
            names = {each.id async for each in live.client.list_workflows(_LOOKUPS[label])}
            return names >= set(wanted) and not names.intersection(beside)

        await eventually(found)
    finally:
        for name, made in zip((*wanted, *beside), (made for group in _CASES[label] for made in group), strict=True):
            if not made.ended:
                await live.client.get_workflow_handle(name).terminate()


async def test_no_question_is_left_out(live: LiveNewsroom) -> None:
    """What is stuck cannot be made up; `tests/watch/test_visibility.py` has the same query find a real one."""
    assert set(_LOOKUPS) - set(_CASES) == {label for label, query in _LOOKUPS.items() if query == STUCK}
    assert (await live.client.count_workflows(STUCK)).count >= 0


def test_questions_use_what_the_server_is_told_of() -> None:
    """A name that the table of search attributes does not have would be refused by the server."""
    ours = {"ExecutionStatus", "WorkflowType", "TemporalReportedProblems", *REGISTRY}
    for query in _LOOKUPS.values():
        assert set(re.findall(r"\b[A-Z][a-z]\w*", re.sub(r"'[^']*'", "", query))) <= ours, query
