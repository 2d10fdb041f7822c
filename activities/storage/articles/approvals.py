"""Whether a text may go out: asked of the signed acts in the ledger, never of the caller and never of a row alone."""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

from activities.storage.articles.proven import PROOF, NotApproved, Proven
from activities.storage.articles.rows import content_of
from activities.storage.database import Connection, now
from activities.storage.ledger import Latest, Seen, latest, moves, recoveries
from activities.storage.rows import standing_from
from newsroom.article import ArticleId, ChannelName, Content, content_from, content_hash
from newsroom.authority import Route, route
from newsroom.ledger.gate import Bar, Verdict, may_change, may_go_out
from newsroom.ledger.powers import Powers
from newsroom.ledger.proof import Signatures, proven
from newsroom.ledger.proofs import texts_of
from newsroom.ledger.replay import replayed
from newsroom.matters.amendment import Amendment
from newsroom.matters.kinds import AmendmentKind, AmendmentStage

_MOST_REMEMBERED: Final = 100
"""Articles: three channels ask for the same proof within seconds."""


class TooEarly(Exception):
    """Chưa tới giờ đăng theo đồng hồ của máy này; sẽ thử lại."""

    def __init__(self) -> None:
        super().__init__((type(self).__doc__ or "").strip())


class Held(Exception):
    """An approval that waits for a new word; the text is Vietnamese, for the person who must act."""


class Differs(NotApproved):
    """Bảng bài khác với các thao tác đã ký trong sổ nên không có gì được gửi đi."""


class ProvesPowers(Protocol):
    """Says who could decide what, by signed deeds."""

    @property
    def seen(self) -> Seen:
        """How far keys and deeds were read."""
        ...

    async def known(self, connection: Connection, latest: Latest | None = None) -> tuple[Powers, Signatures]:
        """The powers by all deeds that are there, with the keys that they are proven by."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Basis:
    """All that a proof follows from, as it was read: where it is the same, so is the proof."""

    moves: list[Any]
    recoveries: list[Any]
    texts: list[str]
    powers: Powers
    signatures: Signatures


class ApprovalStore:
    """What signed acts allow."""

    def __init__(self, powers: ProvesPowers) -> None:
        self._powers = powers
        self._remembered: OrderedDict[str, tuple[_Basis, Proven]] = OrderedDict()

    @property
    def seen(self) -> Seen:
        """How far keys and deeds were read: what the columns `PROOF` are asked with."""
        return self._powers.seen

    async def proven(self, connection: Connection, article_id: str) -> Proven:
        """What the ledger proves of an article. Errors: NotApproved when nothing proves how it began."""
        seen = self.seen
        row = await connection.fetchrow(f"SELECT {PROOF}", article_id, seen.keys, seen.deeds)
        return await self._proven_by(connection, article_id, row, seen)

    async def _proven_by(self, connection: Connection, article_id: str, row: Mapping[str, Any], seen: Seen) -> Proven:
        """The same by the columns `PROOF` of a row."""
        powers, signatures = await self._powers.known(connection, latest(row, seen))
        basis = _Basis(
            moves=row["moves"],
            recoveries=row["recoveries"],
            texts=row["texts"],
            powers=powers,
            signatures=signatures,
        )
        known, proven_before = self._remembered.get(article_id, (None, None))
        proof = proven_before if known == basis else _proof(article_id, row, basis)
        if proof is None:
            raise NotApproved
        self._remember(article_id, basis, proof)
        return replace(proof, routes=_routes(powers, proof))

    def _remember(self, article_id: str, basis: _Basis, proof: Proven) -> None:
        self._remembered[article_id] = (basis, proof)
        self._remembered.move_to_end(article_id)
        if len(self._remembered) > _MOST_REMEMBERED:
            self._remembered.popitem(last=False)

    async def is_doubtful(self, connection: Connection, article_id: str) -> bool:
        """Whether what let an article go was signed by a key that was reported stolen later."""
        try:
            return (await self.proven(connection, article_id)).proof.is_doubtful
        except NotApproved:
            return False

    async def is_held(self, connection: Connection, amendment: Amendment) -> bool:
        """Whether a decided change that is still to be shown waits for a new word of who decides.

        Source: promise 5 of the design; decisions 0031 and 0034.
        """
        if amendment.kind is AmendmentKind.TAKE_DOWN or amendment.stage is not AmendmentStage.APPLYING:
            return False
        try:
            return amendment.id in (await self.proven(connection, amendment.article_id)).proof.held
        except NotApproved:
            return False

    async def standing_approval(
        self, connection: Connection, row: Mapping[str, Any], seen: Seen, text: str, channel: ChannelName
    ) -> tuple[Verdict, Proven]:
        """May this text, or what approved changes have made of it, go out on this channel now; and what proves it.

        Shape: the row is the article's, with the columns `PROOF` as they were asked with what was `seen`.
        Errors: NotApproved when nothing proves how the article began.
        Source: promise 1 of the design; rules 12 and 17.
        """
        found = await self._proven_by(connection, str(row["id"]), row, seen)
        proof = found.standing(now())
        approved, said, newest = found.proof.approved, standing_from(row), found.proof.newest(text)
        verdict = may_go_out(
            proof, approved, said, found.routes, text=newest, channel=channel, doubtful=found.proof.is_doubtful
        )
        return verdict, found

    async def standing_amendment(
        self, connection: Connection, row: Mapping[str, object], said: Amendment
    ) -> tuple[Verdict, Proven, Amendment]:
        """May this change of what readers see go out now, and if not, why; what proves it, and what was decided.

        Errors: NotApproved when nothing proves how the article began.
        Source: promises 1 and 5 of the design; rules 9 and 12.
        """
        found = await self.proven(connection, str(row["id"]))
        decided = found.proof.amendments.get(said.id)
        proof, ended = found.standing(now()), said.id in found.proof.ended
        held, doubtful = said.id in found.proof.held, said.id in found.proof.suspect
        row_says = standing_from(row)
        verdict = may_change(proof, decided, said, row_says, found.routes, ended=ended, held=held, doubtful=doubtful)
        if decided is None:
            return verdict, found, said
        # A table may only say on fewer channels than the acts allow.
        channels = said.channels if decided.channels is None else decided.channels
        return verdict, found, replace(decided, channels=channels)


def check(verdict: Verdict) -> None:
    """Nothing, when something may go out. Errors: TooEarly; Differs; Held; NotApproved."""
    match verdict.bar:
        case None:
            return
        case Bar.TOO_EARLY:
            raise TooEarly
        case Bar.DIFFERS:
            raise Differs(verdict.said)
        case Bar.HELD:
            raise Held(verdict.said)
        case Bar.NOT_APPROVED | Bar.OVER:
            raise NotApproved(verdict.said)


async def approved_text(connection: Connection, article_id: str, text: str) -> Content:
    """The stored text with that hash. Errors: NotApproved when the stored one is another by now."""
    content = await content_of(connection, article_id, text)
    if content_hash(content) != text:
        raise NotApproved
    return content


def _named(stored: Iterable[str], named: frozenset[str]) -> dict[str, Content]:
    """The named texts by hash; a stored one goes by its own, whatever it is stored under."""
    return {text: content_from(json.loads(said)) for said in stored if (text := _hash(said)) in named}


def _hash(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def _proof(article_id: str, row: Mapping[str, Any], basis: _Basis) -> Proven | None:
    """What a basis proves, but for the routes; None when nothing proves how the article began."""
    lines = moves(row)
    found = proven(lines, ArticleId(article_id), basis.signatures)
    texts = _named(basis.texts, texts_of(found))
    if not basis.powers.notices:
        return None
    proof = replayed(ArticleId(article_id), found, texts, basis.powers, recoveries(row))
    judged = max((line.seq for line in lines), default=0)
    return None if proof is None else Proven(proof=proof, judged=judged, texts=texts)


def _routes(powers: Powers, found: Proven) -> tuple[Route, ...]:
    standing = found.proof.standing
    boards = powers.boards_between(standing.submitted_at, now())
    text = found.texts.get(standing.content_hash)
    return tuple(route(board, text, standing.author, standing.route.passing) for board in boards) if text else ()
