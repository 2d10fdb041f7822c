"""What members say for the record: on the day, and on why an article was late."""

from activities.contracts import SignedAct
from activities.storage import obligations
from activities.storage.articles.rows import unknown_article
from activities.storage.boards import BoardStore
from activities.storage.database import Connection, Database, now
from activities.storage.keys import KeyStore
from activities.storage.ledger import append, entry_of_act
from newsroom.claims import check_age, doer
from newsroom.errors import RefusalCode, Refused
from newsroom.ledger.confirmations import Remarked
from newsroom.notifications.digest import check_late, check_remark
from newsroom.signed.remarks import Remark, remark_from


class RemarkStore:
    """Remarks; they are read by the digest."""

    def __init__(self, database: Database, boards: BoardStore, keys: KeyStore) -> None:
        self._database = database
        self._boards = boards
        self._keys = keys

    async def record(self, signed: SignedAct) -> Remark:
        """The remark, now in the ledger.

        Again: an act id that the ledger already has gives the remark of the first time.
        Errors: Refused, and nothing is written: not signed, stale, not entitled, empty, an unknown article, or one that
        has broken no promise.
        """
        async with self._database.writing() as connection:
            at = now()
            claim = remark_from(signed.claim)
            ring = await self._keys.ring(connection)
            if not ring.admits(signed.claim, signed.signature, at):
                raise Refused(
                    RefusalCode.BAD_SIGNATURE, "Ý kiến không có chữ ký của bàn biên tập; mọi việc giữ nguyên."
                )
            check_age(claim, at)
            await connection.execute("SELECT pg_advisory_xact_lock(hashtext($1))", claim.act_id)
            if isinstance(earlier := await entry_of_act(connection, claim.act_id), Remarked):
                return remark_from(earlier.claim)
            member = doer((await self._boards.within(connection, at)).board, claim)
            check_remark(member, claim)
            if claim.article_id:
                check_late(claim, late=await _was_late(connection, claim.article_id))
            line = Remarked(
                at=at,
                article_id=claim.article_id,
                act_id=claim.act_id,
                member=claim.member,
                office=claim.office,
                text=claim.text,
                claim=signed.claim,
                signature=signed.signature,
            )
            await append(connection, line)
        return claim


async def _was_late(connection: Connection, article_id: str) -> bool:
    if not await connection.fetchval("SELECT true FROM articles WHERE id = $1", article_id):
        raise unknown_article(article_id)
    return await obligations.was_late(connection, article_id, now())
