"""What nobody has signed for, and the Head's word on it: listed from the ledger, confirmed by one line of it."""

from datetime import datetime
from typing import Final

from activities.contracts import SignedAct
from activities.storage.boards import BoardStore
from activities.storage.database import Connection, Database, now
from activities.storage.keys import KeyStore
from activities.storage.ledger import append, entry_of_act
from activities.storage.timeouts import VERIFY
from newsroom.board import Office
from newsroom.claims import check_age, doer
from newsroom.errors import RefusalCode, Refused
from newsroom.ledger.acts import Entered
from newsroom.ledger.confirmations import RecordsConfirmed
from newsroom.ledger.entries import entry_from
from newsroom.ledger.unproven import Records, records
from newsroom.signed.confirmations import Confirmation, confirmation_from

# The condition is the index's own, word for word: without it every call would read the whole ledger.
LINES: Final = (
    """SELECT seq, body FROM ledger WHERE body LIKE '%"kind":"entered"%' OR body LIKE '%"kind":"confirmed"%' """
    "ORDER BY seq"
)
"""The lines of all that nobody has signed for, and of its confirmations."""


class RecordStore:
    """The list, and its confirmation."""

    def __init__(self, database: Database, boards: BoardStore, keys: KeyStore) -> None:
        self._database = database
        self._boards = boards
        self._keys = keys

    async def records(self) -> Records:
        """What waits for the Head and what is confirmed."""
        async with self._database.apart(VERIFY) as connection:
            return await self._within(connection)

    async def is_rolling(self) -> bool:
        """Whether an upgrade is under way, in which the list may still grow."""
        async with self._database.reading() as connection:
            return await _is_rolling(connection)

    async def confirm(self, signed: SignedAct) -> Records:
        """The list after the Head's word on it.

        Again: an act id that the ledger already has changes nothing.
        Errors: Refused, and nothing is written: not the Head, not signed, stale, another list than the one seen, an
        empty one, or an upgrade that is still under way.
        """
        async with self._database.writing() as connection:
            # One at a time: the second of two finds the list that the first has left.
            await connection.execute("SELECT pg_advisory_xact_lock(hashtext('records'))")
            at = now()
            claim = confirmation_from(signed.claim)
            ring = await self._keys.ring(connection)
            if not ring.admits(signed.claim, signed.signature, at):
                raise Refused(
                    RefusalCode.BAD_SIGNATURE, "Xác nhận không có chữ ký của bàn biên tập; danh sách giữ nguyên."
                )
            check_age(claim, at)
            if isinstance(await entry_of_act(connection, claim.act_id), RecordsConfirmed):
                return await self._within(connection)
            member = doer((await self._boards.within(connection, at)).board, claim)
            if member.office is not Office.HEAD:
                raise Refused(RefusalCode.NOT_ENTITLED, "Chỉ Trưởng Ban xác nhận danh sách này; danh sách giữ nguyên.")
            _check_list(claim, await self._within(connection), rolling=await _is_rolling(connection))
            await append(connection, _line(claim, signed, at))
            return await self._within(connection)

    async def _within(self, connection: Connection) -> Records:
        rows = await connection.fetch(LINES)
        entries = [(row["seq"], entry_from(row["body"])) for row in rows]
        counted = [(seq, entry) for seq, entry in entries if isinstance(entry, Entered | RecordsConfirmed)]
        ring = await self._keys.ring(connection)
        heads = {}
        for seq, entry in counted:
            if isinstance(entry, RecordsConfirmed):
                heads[seq] = (await self._boards.within(connection, entry.at)).board.holder(Office.HEAD).id

        def proves(line: int, entry: RecordsConfirmed, claim: Confirmation) -> bool:
            signed = ring.holds(entry.claim, entry.signature, line=line, at=entry.at)
            return signed and claim.member == heads[line]

        return records(self._boards.powers.first_board, counted, proves)


async def _is_rolling(connection: Connection) -> bool:
    return not await connection.fetchval("SELECT count(*) FROM upgrades WHERE name = 'rolled'")


def _check_list(claim: Confirmation, found: Records, *, rolling: bool) -> None:
    if rolling:
        said = (
            "Đợt nâng cấp chưa kết thúc nên danh sách còn có thể dài thêm; danh sách giữ nguyên. Hãy nhờ Kỹ sư chạy "
            "`toasoan server end-upgrade` khi các tiến trình của phiên bản trước đã dừng, rồi xác nhận."
        )
        raise Refused(RefusalCode.BAD_REQUEST, said)
    if not found.waiting:
        raise Refused(RefusalCode.BAD_REQUEST, "Không còn ghi nhận nào chờ xác nhận.")
    if (claim.digest, claim.count) != (found.digest, len(found.waiting)):
        said = "Danh sách đã khác với danh sách được xem; danh sách giữ nguyên. Hãy xem lại `toasoan ledger unproven`."
        raise Refused(RefusalCode.STALE_TEXT, said)


def _line(claim: Confirmation, signed: SignedAct, at: datetime) -> RecordsConfirmed:
    return RecordsConfirmed(
        at=at,
        act_id=claim.act_id,
        member=claim.member,
        office=claim.office,
        digest=claim.digest,
        count=claim.count,
        claim=signed.claim,
        signature=signed.signature,
    )
