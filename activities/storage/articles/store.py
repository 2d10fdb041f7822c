"""Articles, their revisions and photos: taken in whole, read back by hash."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from activities.contracts import SignedAct
from activities.storage import obligations
from activities.storage.articles.lookalikes import Alike, lookalikes_of
from activities.storage.articles.numbers import NumberStore
from activities.storage.articles.openings import Known, Opening, begins_with, known_of
from activities.storage.articles.rows import (
    Revision,
    article_row,
    content_of,
    insert_article,
    insert_revision,
    locked_article,
    revisions_of,
    standing_of,
    unknown_article,
)
from activities.storage.boards import BoardStore
from activities.storage.database import Connection, Database, now
from activities.storage.keys import KeyStore
from activities.storage.ledger import append
from activities.storage.roster import hold_roster
from activities.storage.rows import standing_from
from newsroom.article import (
    ARTICLES,
    ArticleId,
    Content,
    ContentHash,
    MemberId,
    content_hash,
    spoken,
)
from newsroom.checklist.points import Point, points_digest, points_text
from newsroom.claims import check_age
from newsroom.consequences import asking, late_in_the_evening, on_submission, taken_in_notifications
from newsroom.decisions import first_standing
from newsroom.entitlement.intake import check_intake
from newsroom.errors import InvalidInput, RefusalCode, Refused
from newsroom.ledger.acts import Submission as Submitted
from newsroom.ledger.keys import KeyRing
from newsroom.roster import Presence
from newsroom.signed.submissions import SubmissionClaim, submission_from
from newsroom.standing import Standing

_OPENING: Final = (
    "SELECT articles.*, EXISTS (SELECT FROM upgrades WHERE name = 'records-here') AS records_here "
    "FROM articles WHERE id = $1"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What the desk hands over when a member submits an article.

    Shape: `request_id` makes a repeated submission the same article; `photos` maps digests to bytes; `points` is what
    reading could not carry over; `signed` is the claim of the author to all of it.
    """

    article_id: ArticleId
    request_id: str
    author: MemberId
    content: Content
    photos: Mapping[str, bytes]
    signed: SignedAct
    points: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What has become of a submission.

    Shape: `number` is that of its line in the ledger; `alike` and `opening` are for a new one.
    """

    article_id: ArticleId
    is_new: bool
    number: int
    alike: tuple[Alike, ...] = ()
    opening: Opening | None = None


class ArticleStore:
    """Articles as the desk submits, edits and reads them."""

    def __init__(self, database: Database, boards: BoardStore, keys: KeyStore) -> None:
        self._database = database
        self._boards = boards
        self._keys = keys
        self._numbers = NumberStore(database)

    async def new_id(self) -> ArticleId:
        """An id for an article to come; drawn before it is signed, so one that is not submitted leaves a gap."""
        return ArticleId(await self._numbers.new_id(ARTICLES))

    async def submit(self, submission: Submission) -> Receipt:
        """The stored article: text, photos, clocks and ledger in one transaction.

        Again: the same request id gives the article of the first time and stores nothing.
        Errors: InvalidInput when a photo is missing, or when the request id stands for another text or author;
        Refused, and nothing is stored, when the claim is not signed, stale, or another's.
        """
        async with self._database.writing() as connection:
            await hold_roster(connection)
            at = now()
            version, roster = await self._boards.ruling(connection, at)
            board, content, article_id = version.board, submission.content, submission.article_id
            claim = _proven(submission, self._keys.known, at)
            check_intake(board, claim)
            standing = first_standing(
                board, article_id, content, author=submission.author, now=at, roster=roster,
                awaits_intake=claim.awaits_intake,
            )  # fmt: skip
            records_here = await insert_article(connection, submission.request_id, content, standing, version.number)
            if records_here is None:
                return await _known_article(connection, submission, standing)
            await _store_photos(connection, content, submission.photos)
            await insert_revision(connection, article_id, 1, content, submission.author, at, submission.points)
            clocks = await obligations.apply(connection, article_id, on_submission(board, standing), at)
            what = f"Bài mới “{content.title}” ({spoken(article_id)})"
            there = Presence(board=board, roster=roster, at=at)
            notifications = (
                *asking(there, standing, what),
                *late_in_the_evening(there, standing, what),
                *taken_in_notifications(there, standing, what, claim.intake),
            )
            await obligations.notify(connection, article_id, f"{article_id}/submit", notifications, at)
            receipt = await append(connection, _submitted(submission, claim, standing, at))
            alike = await lookalikes_of(connection, article_id, content)
        agenda = obligations.agenda_of(clocks.rows, board.sla, standing, at)
        opening = begins_with(there, standing, agenda, content.title, records_here=records_here)
        return Receipt(article_id=article_id, is_new=True, number=receipt, alike=alike, opening=opening)

    async def add_revision(
        self,
        article_id: str,
        by: MemberId,
        content: Content,
        photos: Mapping[str, bytes],
        points: tuple[Point, ...] = (),
    ) -> tuple[int, ContentHash]:
        """Number and hash of a proposed text; it becomes the article's text only by an accepted act.

        Shape: the same words with other points are another text.
        Errors: Refused (unknown_article); InvalidInput.
        """
        async with self._database.writing() as connection:
            await locked_article(connection, article_id)
            text = content_hash(content)
            same = await connection.fetchval(
                "SELECT number FROM revisions WHERE article_id = $1 AND content_hash = $2 "
                "AND points = $3 AND number >= (SELECT revision FROM articles WHERE id = $1) "
                "ORDER BY number DESC LIMIT 1",
                article_id,
                text,
                points_text(points),
            )
            if same is not None:
                return int(same), text
            await _store_photos(connection, content, photos)
            last = await connection.fetchval("SELECT max(number) FROM revisions WHERE article_id = $1", article_id)
            await insert_revision(connection, article_id, last + 1, content, by, now(), points)
            return last + 1, text

    async def standing(self, article_id: str) -> Standing:
        """Where an article stands. Errors: Refused (unknown_article)."""
        async with self._database.reading() as connection:
            return await standing_of(connection, article_id)

    async def content(self, article_id: str, text: str) -> Content:
        """The text of an article with that hash. Errors: Refused (unknown_article)."""
        async with self._database.reading() as connection:
            return await content_of(connection, article_id, text)

    async def revisions(self, article_id: str) -> tuple[Revision, ...]:
        """Every text that an article has had or is proposed to have, the newest first."""
        async with self._database.reading() as connection:
            return await revisions_of(connection, article_id)

    async def photo(self, digest: str) -> bytes | None:
        """The bytes of a stored photo."""
        async with self._database.reading() as connection:
            data: bytes | None = await connection.fetchval("SELECT data FROM photos WHERE digest = $1", digest)
        return data

    async def waiting_to_start(self, limit: int = 100) -> tuple[ArticleId, ...]:
        """Articles whose workflow the server has not confirmed yet, oldest first."""
        async with self._database.reading() as connection:
            rows = await connection.fetch(
                "SELECT id FROM articles WHERE workflow_started_at IS NULL ORDER BY submitted_at LIMIT $1", limit
            )
        return tuple(ArticleId(row["id"]) for row in rows)

    async def known(self, article_id: str) -> Known:
        """What whoever sends an act must know of its article. Errors: Refused (unknown_article)."""
        async with self._database.reading() as connection:
            return known_of(await article_row(connection, article_id))

    async def opening(self, article_id: str) -> Opening:
        """What the workflow of an article begins with."""
        async with self._database.reading() as connection:
            row = await connection.fetchrow(_OPENING, article_id)
            if row is None:
                raise unknown_article(article_id)
            standing, at = standing_from(row), now()
            there = await self._boards.presence(connection, at)
            agenda = await obligations.agenda(connection, there.board.sla, standing, at)
        return begins_with(there, standing, agenda, row["title"], records_here=row["records_here"])

    async def started(self, article_id: str) -> None:
        """Note that the workflow server has the article's workflow."""
        async with self._database.reading() as connection:
            await connection.execute(
                "UPDATE articles SET workflow_started_at = $2 WHERE id = $1 AND workflow_started_at IS NULL",
                article_id,
                now(),
            )

    async def lookalikes(self, article_id: str, content: Content) -> tuple[Alike, ...]:
        """Other live articles with the same title or body, the newest first."""
        async with self._database.reading() as connection:
            return await lookalikes_of(connection, article_id, content)


async def _store_photos(connection: Connection, content: Content, photos: Mapping[str, bytes]) -> None:
    if not content.photos:
        return
    stored = await connection.fetch(
        "SELECT digest FROM photos WHERE digest = ANY($1)", [photo.digest for photo in content.photos]
    )
    known = {row["digest"] for row in stored}
    for i, photo in enumerate(content.photos, start=1):
        if photo.digest not in known and photo.digest not in photos:
            raise InvalidInput(f"photos[{i}]", "thiếu tệp ảnh; chưa có gì được lưu. Hãy gửi lại bài kèm ảnh.")
    new = {photo.digest: photo for photo in content.photos if photo.digest not in known}
    # In one order for all: two articles that share new photos must not wait for each other.
    for digest in sorted(new):
        await connection.execute(
            "INSERT INTO photos (digest, media_type, data) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            digest,
            new[digest].media_type,
            photos[digest],
        )


async def _known_article(connection: Connection, given: Submission, standing: Standing) -> Receipt:
    known = await connection.fetchrow(
        "SELECT id, author, revisions.content_hash AS text FROM articles "
        "JOIN revisions ON article_id = id AND number = 1 WHERE request_id = $1",
        given.request_id,
    )
    if (known["author"], known["text"]) != (given.author, standing.content_hash):
        raise InvalidInput(
            "request_id",
            f"mã yêu cầu đã dùng cho bài khác ({known['id']}); bài này chưa được lưu. Hãy gửi lại với mã mới.",
        )
    receipt = await connection.fetchval("SELECT min(seq) FROM ledger WHERE article_id = $1", known["id"])
    return Receipt(article_id=ArticleId(known["id"]), is_new=False, number=receipt)


def _proven(given: Submission, ring: KeyRing, at: datetime) -> SubmissionClaim:
    """What the desk has signed for exactly this submission. Errors: Refused."""
    signed = given.signed
    if not ring.admits(signed.claim, signed.signature, at):
        raise Refused(
            RefusalCode.BAD_SIGNATURE,
            "Bài gửi không có chữ ký hợp lệ của bàn biên tập nên chưa được lưu. "
            "Hãy báo Kỹ sư phụ trách kỹ thuật xem khóa của bàn biên tập (`toasoan keys list`), rồi gửi lại.",
        )
    claim = submission_from(signed.claim)
    check_age(claim, at)
    of_it = claim.is_of(given.article_id, given.request_id, given.author, given.content)
    if not of_it or claim.points != points_digest(given.points):
        said = "Nội dung đã ký khác với bài gửi nên bài chưa được lưu. Hãy gửi lại bài từ bàn biên tập."
        raise Refused(RefusalCode.BAD_REQUEST, said)
    return claim


def _submitted(given: Submission, claim: SubmissionClaim, standing: Standing, at: datetime) -> Submitted:
    return Submitted(
        at=at,
        article_id=given.article_id,
        member=claim.member,
        content_hash=standing.content_hash,
        revision=standing.revision,
        route=standing.route,
        act_id=claim.act_id,
        office=claim.office,
        claim=given.signed.claim,
        signature=given.signed.signature,
        intake=claim.intake,
        awaits_intake=claim.awaits_intake,
    )
