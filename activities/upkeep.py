"""What the newsroom looks after by the clock: digests, tokens, the ledger, scraps, the age of the backup."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from temporalio import activity

from activities.contracts import ActivityName, ChannelCheck, UpkeepJob, UpkeepReport, UpkeepTask
from activities.failures import storage_away
from activities.ports import Channel, ChannelTrouble, TokenStore
from activities.storage.checks import CheckName
from activities.storage.database import StorageUnreachable, now
from activities.storage.upkeep.retention import SCRAP_LABELS
from activities.storage.upkeep_stores import UpkeepStores
from newsroom.article import ChannelName
from newsroom.notifications.digest import DigestKind, digest, period
from newsroom.notifications.upkeep import (
    backup_is_old,
    backup_notifications,
    channel_notifications,
    ledger_notifications,
    token_notifications,
    token_step,
)
from newsroom.publishing import CHANNEL_LABELS
from newsroom.roster import Presence
from newsroom.working_time import local

ReadGivenUp = Callable[[ChannelName], Awaitable[None]]
"""Reads again what was given up on a channel while nobody knew whether it shows. Errors: ChannelTrouble."""


class ChannelUpkeep:
    """Asks a channel how it is, in the process that has its credentials."""

    def __init__(self, channels: Mapping[ChannelName, Channel], tokens: TokenStore, read_given_up: ReadGivenUp) -> None:
        self._channels = channels
        self._tokens = tokens
        self._read_given_up = read_given_up

    @activity.defn(name=ActivityName.CHECK_CHANNEL)
    async def check_channel(self, channel: ChannelName) -> ChannelCheck:
        """How a channel answers, and until when its token is good; what was given up there unclear is read again.

        Again: asks again; nothing is published or changed, except that an old token is renewed as it would be anyway.
        """
        # What is looked at is the token that is stored, not one that was kept a moment ago.
        self._tokens.forget(channel)
        try:
            said = await self._channels[channel].health()
            await self._read_given_up(channel)
            return ChannelCheck(channel=channel, ok=True, note=said, expires_at=await self._expires_at(channel))
        except ChannelTrouble as trouble:
            return ChannelCheck(channel=channel, ok=False, note=trouble.explanation)
        except StorageUnreachable as lost:
            raise storage_away(lost) from lost

    async def _expires_at(self, channel: ChannelName) -> datetime | None:
        """When a person must have granted access anew; None when no end is known of.

        Shape: the end of an access that renews itself is nobody's task.
        """
        pair = await self._tokens.load(channel)
        if pair is None:
            return None
        return pair.granted_until or (None if pair.refresh else pair.expires_at)


class UpkeepActivities:
    """The jobs that the clock brings up."""

    def __init__(self, stores: UpkeepStores) -> None:
        self._stores = stores

    @activity.defn(name=ActivityName.LOOK_AFTER)
    async def look_after(self, task: UpkeepTask) -> UpkeepReport:
        """How a job ended.

        Again: looks again and tells nobody twice of the same day.
        """
        try:
            return await self._done(task)
        except StorageUnreachable as lost:
            raise storage_away(lost) from lost

    async def _done(self, task: UpkeepTask) -> UpkeepReport:
        match task.job:
            case UpkeepJob.DAILY_DIGEST:
                return await self._digest(task, DigestKind.DAILY)
            case UpkeepJob.WEEKLY_DIGEST:
                return await self._digest(task, DigestKind.WEEKLY)
            case UpkeepJob.TOKENS:
                return await self._tokens(task)
            case UpkeepJob.LEDGER:
                return await self._ledger(task)
            case UpkeepJob.RETENTION:
                return await self._retention(task)
            case UpkeepJob.BACKUP:
                return await self._backup(task)

    async def _digest(self, task: UpkeepTask, kind: DigestKind) -> UpkeepReport:
        stores, at = self._stores, now()
        there = await self._there(at)
        since, until = period(kind, task.planned_at)
        messages = digest(there, kind, await stores.digest.facts(since, until, at))
        await stores.notifications.leave(f"care/digest/{kind}/{_day(task)}", messages, at)
        again = await stores.still_late.say_again(at) if kind is DigestKind.DAILY else 0
        said = f" Đã nhắc lại {again} việc vẫn quá hạn từ hôm trước." if again else ""
        return UpkeepReport(job=task.job, ok=True, note=f"Đã gửi bản tổng hợp cho {len(messages)} người.{said}")

    async def _tokens(self, task: UpkeepTask) -> UpkeepReport:
        stores, at = self._stores, now()
        there, told = await self._there(at), []
        for check in task.channels:
            step = token_step(check.expires_at, at) if check.expires_at else None
            if not check.ok:
                messages = channel_notifications(there, check.channel, check.note)
                await stores.notifications.leave(f"care/channel/{check.channel}/{_day(task)}", messages, at)
            elif check.expires_at and step is not None:
                occasion = f"care/token/{check.channel}/{check.expires_at.isoformat()}/{step}"
                await stores.notifications.leave(
                    occasion, token_notifications(there, check.channel, check.expires_at, step), at
                )
                told.append(f"{CHANNEL_LABELS[check.channel]}: mã hết hạn {local(check.expires_at):%H:%M %d/%m/%Y}.")
        bad = [check.note for check in task.channels if not check.ok]
        note = " ".join([*bad, *told]) or "Mọi kênh trả lời, mã truy cập dùng được."
        return await self._recorded(task, CheckName.TOKENS, not bad and not told, note, at)

    async def _ledger(self, task: UpkeepTask) -> UpkeepReport:
        stores, at = self._stores, now()
        await stores.refusals.write_down()
        head = await stores.ledger.head()
        anchors = await stores.anchors.compared()
        of_keys = (await stores.keys.present()).faults
        faults = (*await stores.ledger.faults(), *anchors.faults, *of_keys, *await stores.audit())
        if faults:
            told = ledger_notifications(await self._there(at), faults)
            await stores.notifications.leave(f"care/ledger/{_day(task)}", told, at)
        sound = (f"Nguyên vẹn đến dòng {head.seq}, mã {head.hash}.", *anchors.notes)
        note = " ".join(faults[:3] or sound)
        return await self._recorded(task, CheckName.LEDGER, not faults, note, at)

    async def _retention(self, task: UpkeepTask) -> UpkeepReport:
        gone = await self._stores.retention.forget()
        note = "; ".join(f"{SCRAP_LABELS[scrap]}: {count}" for scrap, count in gone.items() if count)
        return await self._recorded(task, CheckName.RETENTION, True, f"Đã xóa {note or 'không mục nào'}.", now())

    async def _backup(self, task: UpkeepTask) -> UpkeepReport:
        stores, at = self._stores, now()
        check = (await stores.checks.latest()).get(CheckName.BACKUP)
        # A failed backup leaves no row: the last good one only grows older.
        last = check.at if check and check.ok else None
        if not backup_is_old(last, at):
            return UpkeepReport(job=task.job, ok=True, note="Bản sao lưu còn mới.")
        told = backup_notifications(await self._there(at), last)
        await stores.notifications.leave(f"care/backup/{_day(task)}", told, at)
        return UpkeepReport(job=task.job, ok=False, note="Bản sao lưu đã cũ; đã nhắc kỹ sư.")

    async def _there(self, at: datetime) -> Presence:
        board, roster = (await self._stores.boards.in_force()).board, await self._stores.roster.at(at)
        return Presence(board=board, roster=roster, at=at)

    async def _recorded(self, task: UpkeepTask, name: CheckName, ok: bool, note: str, at: datetime) -> UpkeepReport:
        await self._stores.checks.record(name, ok, note, at)
        return UpkeepReport(job=task.job, ok=ok, note=note)


def _day(task: UpkeepTask) -> str:
    return local(task.planned_at).date().isoformat()
