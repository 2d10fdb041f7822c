"""Putting a new notice in force as a matter: at its hour the running articles move."""

from datetime import datetime, time

from activities.contracts import MatterNow
from activities.storage.articles.rows import content_of
from activities.storage.boards import BoardStore, add_version, hold_versions, parse_board
from activities.storage.database import Connection, Database
from activities.storage.ledger import acts_since
from activities.storage.matters.kinds import NOT_OPENED, Done, Hearing
from activities.storage.matters.reseating import MoveStore
from activities.storage.rows import standing_from
from activities.storage.upkeep.open_work import digest_in
from newsroom.board import TAKEN_OVER, Board, Signing
from newsroom.claims import incomplete
from newsroom.errors import Refused
from newsroom.ledger.acts import ActAccepted
from newsroom.ledger.matter_acts import Adopted
from newsroom.matters import facts
from newsroom.matters.acts import MatterClaim
from newsroom.matters.board_change import (
    Meanwhile,
    Moving,
    adopted_from,
    check_backup,
    check_succession,
    owner_in_words,
    signing_of,
)
from newsroom.matters.kinds import MatterAct
from newsroom.notifications.roster import adopted_notifications
from newsroom.stages import ACTS, Stage
from newsroom.working_time import ZONE, local

_STILL_TO_DECIDE = (Stage.RECEIVED, Stage.EDITING, Stage.RETURNED, Stage.AWAITING_APPROVAL, Stage.BEFORE_BOARD)


class BoardMatters:
    """Versions of the notice; a matter's id ends in the digest (its first twelve letters) of the text it adopts."""

    def __init__(self, database: Database, boards: BoardStore, moves: MoveStore) -> None:
        self._database = database
        self._boards = boards
        self._moves = moves

    async def lock(self, connection: Connection, matter_id: str, claim: MatterClaim) -> None:  # noqa: ARG002 - as every kind
        """Keep the versions for this transaction: what is adopted meanwhile would begin later, and stay in force."""
        await hold_versions(connection)

    async def judge(self, hearing: Hearing, matter_id: str, claim: MatterClaim) -> Done:
        """Judge and write the adoption of a notice whose text waits as a draft."""
        if claim.act is not MatterAct.ADOPT_BOARD:
            raise incomplete(claim, "thao tác này không dùng cho bản phân công")
        effective_from, ground = adopted_from(hearing.version.board, hearing.roster, claim, hearing.at)
        digest = claim.fact(facts.DIGEST)
        source = await hearing.connection.fetchval("SELECT source FROM board_drafts WHERE digest = $1", digest)
        if source is None or digest[:12] != digest_in(matter_id):
            raise incomplete(claim, "không có bản phân công này; hãy gửi lại tệp")
        signing = signing_of(claim, hearing.at)
        check_backup(claim, hearing.version.board, parse_board(source), hearing.roster, effective_from)
        newest = await self._boards.powers.newest(hearing.connection)
        if newest is not None:
            if newest.digest == digest:
                raise incomplete(claim, "bản này đã là bản mới nhất")
            check_succession(claim, effective_from, signing, newest)
        number = await add_version(hearing.connection, source, claim.member, effective_from, hearing.at)
        notifications = adopted_notifications(hearing.there, number, signing, effective_from)
        return Done(ground=ground, notifications=notifications, effect=Adopted(version=number, digest=digest))

    async def attend(self, matter_id: str) -> None:
        """Move the running articles to whom the notice in force names."""
        await self._moves.move(f"board/{matter_id}", reroute=True)

    async def now(self, connection: Connection, matter_id: str, at: datetime) -> MatterNow:
        """How the adoption stands."""
        row = await connection.fetchrow(
            "SELECT version, effective_from FROM board_versions WHERE left(digest, 12) = $1 "
            "ORDER BY version DESC LIMIT 1",
            digest_in(matter_id),
        )
        if row is None:
            return NOT_OPENED
        effective_from: datetime = row["effective_from"]
        said = f"**Bản phân công {row['version']}** áp dụng từ {local(effective_from):%H:%M %d/%m/%Y}"
        moments = (effective_from,) if effective_from > at else ()
        return MatterNow(opened=True, over=effective_from <= at, moments=moments, summary=said)

    async def meanwhile(self, after: Board, signing: Signing, until: datetime) -> tuple[Meanwhile, ...]:
        """What was decided from the day of a notice's signing until an instant, and would have been another's by it.

        Shape: oldest first; a text that is long forgotten tells nothing any more.
        Source: rule 92.
        """
        if signing.signed_on is None:
            return ()
        async with self._database.reading() as connection:
            acts = await acts_since(connection, datetime.combine(signing.signed_on, time(), ZONE))
            decisions = [act for act in acts if isinstance(act, ActAccepted) and ACTS[act.act].decides]
            found = [await self._otherwise(connection, act, after) for act in decisions if act.at <= until]
        return tuple(one for one in reversed(found) if one)

    async def _otherwise(self, connection: Connection, act: ActAccepted, after: Board) -> Meanwhile | None:
        row = await connection.fetchrow("SELECT title, author FROM articles WHERE id = $1", act.article_id)
        try:
            content = await content_of(connection, act.article_id, act.content_hash)
        except Refused:
            return None
        boards = ((await self._boards.within(connection, act.at)).board, after)
        owners = [owner_in_words(board, content, row["author"]) for board in boards]
        if owners[0] == owners[1]:
            return None
        return Meanwhile(
            at=act.at,
            article_id=act.article_id,
            title=row["title"],
            done=ACTS[act.act].label,
            before=owners[0],
            after=owners[1],
        )

    async def preview(self, after: Board) -> tuple[Moving, ...]:
        """The running articles that another member would decide on under a notice that is not adopted yet."""
        found = []
        async with self._database.reading() as connection:
            before = (await self._boards.in_force()).board
            rows = await connection.fetch(
                "SELECT * FROM articles WHERE stage = ANY($1) ORDER BY submitted_at", list(_STILL_TO_DECIDE)
            )
            for row in rows:
                standing = standing_from(row)
                if standing.route.name == TAKEN_OVER:
                    continue
                content = await content_of(connection, standing.article_id, standing.content_hash)
                owners = [owner_in_words(board, content, standing.author) for board in (before, after)]
                if owners[0] != owners[1]:
                    found.append(
                        Moving(article_id=standing.article_id, title=row["title"], before=owners[0], after=owners[1])
                    )
        return tuple(found)
