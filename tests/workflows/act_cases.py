"""The acts as cases: at which stage, who may not and why, who may, and where it leads."""

import contextlib
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta

from activities.storage.database import Database, now
from activities.storage.upkeep import whole
from newsroom.article import ChannelName
from newsroom.board import Office
from newsroom.claims import Details
from newsroom.stages import Act, Stage
from tests.support.live import LiveNewsroom
from tests.support.lives import REASON, in_time
from tests.support.matters import lent
from workers.wiring.stores import built_recovery

FANPAGE = Details(channel=ChannelName.FANPAGE, reason="Trang đang bị khóa.")


def _nothing() -> Details:
    return Details()


def _reason() -> Details:
    return REASON


def an_hour() -> Details:
    return in_time(timedelta(hours=3))


def _channel() -> Details:
    return FANPAGE


def another_approver() -> Details:
    return Details(reason="Thuộc lĩnh vực của đồng chí ấy.", to="deputy")


def the_head() -> Details:
    return Details(reason="Nội dung nhạy cảm.", to="head")


def _as_usual(_: LiveNewsroom) -> AbstractAsyncContextManager[object]:
    return contextlib.nullcontext()


def _checks_are_lent(live: LiveNewsroom) -> AbstractAsyncContextManager[object]:
    return lent(live, Office.FINAL_EDITOR, Office.SECRETARY, "precheck")


async def _nothing_more(_: LiveNewsroom) -> None:
    """As people have left it."""


async def _restored(live: LiveNewsroom) -> None:
    """The storage was restored a moment ago, from a backup that has everything."""
    application = live.settings.database_url.get_secret_value()
    admin = whole.on_same_server(live.stack.postgres.admin_dsn, whole.database_of(application))
    database = await Database(admin, max_size=1).open()
    try:
        await built_recovery(live.settings, database).hold(now(), await live.stores.ledger.head(), "")
    finally:
        await database.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An act at a stage: who may not do it and why, who may, and where it leads.

    Shape: the article is `of` a kind; `under` holds all the time, `then` happens once the article is at its stage.
    """

    act: Act
    stage: Stage
    of: str = "news"
    stranger: str
    right: str
    leads_to: Stage
    code: str = "not_entitled"
    details: Callable[[], Details] = _nothing
    poor: Callable[[], Details] | None = None
    under: Callable[[LiveNewsroom], AbstractAsyncContextManager[object]] = _as_usual
    then: Callable[[LiveNewsroom], Awaitable[None]] = _nothing_more


OWNER = "standing-deputy"
CASES = [
    Case(
        act=Act.FINISH_EDIT,
        stage=Stage.EDITING,
        stranger="head",
        right="final-editor",
        leads_to=Stage.AWAITING_APPROVAL,
    ),
    Case(
        act=Act.RETURN_TO_AUTHOR,
        stage=Stage.EDITING,
        stranger="final-editor",
        code="bad_request",
        poor=_nothing,
        right="final-editor",
        details=_reason,
        leads_to=Stage.RETURNED,
    ),
    Case(
        act=Act.RESUBMIT,
        stage=Stage.RETURNED,
        stranger="reporter-2",
        code="unknown_article",
        right="reporter-1",
        leads_to=Stage.EDITING,
    ),
    Case(
        act=Act.APPROVE,
        stage=Stage.AWAITING_APPROVAL,
        stranger="deputy",
        right=OWNER,
        details=an_hour,
        leads_to=Stage.SCHEDULED,
    ),
    Case(
        act=Act.RETURN_FOR_EDIT,
        stage=Stage.AWAITING_APPROVAL,
        stranger="final-editor",
        right=OWNER,
        details=_reason,
        leads_to=Stage.EDITING,
    ),
    Case(
        act=Act.REJECT,
        stage=Stage.AWAITING_APPROVAL,
        stranger="head",
        right=OWNER,
        details=_reason,
        leads_to=Stage.REJECTED,
    ),
    Case(
        act=Act.WITHDRAW,
        stage=Stage.AWAITING_APPROVAL,
        stranger="reporter-2",
        code="unknown_article",
        right="reporter-1",
        details=_reason,
        leads_to=Stage.WITHDRAWN,
    ),
    Case(
        act=Act.TAKE_OVER,
        stage=Stage.AWAITING_APPROVAL,
        stranger=OWNER,
        right="head",
        details=_reason,
        leads_to=Stage.AWAITING_APPROVAL,
    ),
    Case(
        act=Act.RESCHEDULE,
        stage=Stage.SCHEDULED,
        stranger=OWNER,
        code="bad_request",
        poor=_nothing,
        right=OWNER,
        details=an_hour,
        leads_to=Stage.SCHEDULED,
    ),
    Case(
        act=Act.RESUME_CHANNEL,
        stage=Stage.PUBLISHING,
        stranger="reporter-1",
        right="engineer",
        details=_channel,
        leads_to=Stage.PUBLISHING,
    ),
    Case(
        act=Act.WAIVE_CHANNEL,
        stage=Stage.PUBLISHING,
        stranger="engineer",
        right=OWNER,
        details=_channel,
        leads_to=Stage.PUBLISHED,
    ),
    Case(
        act=Act.GO_ON,
        stage=Stage.SCHEDULED,
        stranger="deputy",
        right=OWNER,
        then=_restored,
        leads_to=Stage.SCHEDULED,
    ),
    Case(
        act=Act.REASSIGN,
        stage=Stage.AWAITING_APPROVAL,
        stranger=OWNER,
        right="head",
        details=another_approver,
        leads_to=Stage.AWAITING_APPROVAL,
    ),
    Case(
        act=Act.ASK_REROUTE,
        stage=Stage.AWAITING_APPROVAL,
        stranger="deputy",
        right=OWNER,
        details=_reason,
        leads_to=Stage.AWAITING_APPROVAL,
    ),
    Case(
        act=Act.PASS_UP,
        stage=Stage.AWAITING_APPROVAL,
        of="notice",
        stranger="deputy",
        right="final-editor",
        details=the_head,
        leads_to=Stage.AWAITING_APPROVAL,
    ),
    Case(
        act=Act.REFER,
        stage=Stage.AWAITING_APPROVAL,
        stranger="engineer",
        right="final-editor",
        details=_reason,
        leads_to=Stage.BEFORE_BOARD,
    ),
    Case(
        act=Act.PRECHECK,
        stage=Stage.EDITING,
        stranger="final-editor",
        right="secretary",
        under=_checks_are_lent,
        leads_to=Stage.EDITING,
    ),
    Case(
        act=Act.TAKE_IN,
        stage=Stage.RECEIVED,
        stranger="final-editor",
        right="secretary",
        leads_to=Stage.EDITING,
    ),
]
