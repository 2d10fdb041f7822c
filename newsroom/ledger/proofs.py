"""What an article's signed acts have led to, and what holds it back since: a restore of the storage, a stolen key.

Beside it what is proven of its points.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Protocol

from newsroom.article import ArticleId
from newsroom.authority import Ground
from newsroom.board import Board
from newsroom.checklist.listed import SaidOfPoints
from newsroom.claims import Claim, check_age
from newsroom.errors import Refused
from newsroom.ledger.confirmations import PointActAccepted
from newsroom.ledger.entries import Line
from newsroom.ledger.proof import Act, Decided, Deed, Doubt, KeyDeed, Proven, Signatures
from newsroom.ledger.recoveries import Released, Restored
from newsroom.matters import facts
from newsroom.matters.acts import MatterClaim
from newsroom.matters.amendment import Amendment
from newsroom.matters.kinds import AmendmentKind, AmendmentStage, MatterAct
from newsroom.members.personal_keys import PersonalKeys
from newsroom.roster import Roster
from newsroom.signed.pointing import point_claim_from
from newsroom.stages import Act as ActName
from newsroom.stages import Stage
from newsroom.standing import Standing

_LETS_GO: Final = frozenset({ActName.APPROVE, ActName.GO_ON})
_GOING_OUT: Final = frozenset({Stage.SCHEDULED, Stage.PUBLISHING})


class Past(Protocol):
    """Which notice and which roster held at any instant, as they are proven."""

    @property
    def concluded(self) -> frozenset[str]:
        """The ids of the acts that concluded a meeting."""
        ...

    @property
    def personal(self) -> PersonalKeys:
        """The members' own keys."""
        ...

    def boards_between(self, start: datetime, end: datetime) -> tuple[Board, ...]:
        """The boards in force from one instant to another, the last one first; at least the first one ever."""
        ...

    def roster_at(self, moment: datetime) -> Roster:
        """What was known at an instant."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What an article's signed acts lead to.

    Shape: `standing` was reached at `at`; an embargo ends, and channels show a text, without an act: both are left to
    whoever asks. `approved` are all texts that were ever approved, `approval` is the act that stands, `amendments`
    those that were proposed or ordered, by their ids; `ended` are the decided ones that a later one has overtaken,
    `held` those that a restore of the storage or a stolen key holds back, `suspect` those of the key. `changes` are the
    texts that approved amendments have put in the place of others, in their order: each the older one and the newer.
    `word` is the last act that let the text go; `grounds` are the grounds of the acts, by their lines, as
    the rules give them.
    """

    standing: Standing
    at: datetime
    approved: frozenset[str] = frozenset()
    approval: Act | None = None
    amendments: Mapping[str, Amendment] = field(default_factory=dict)
    ended: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()
    suspect: frozenset[str] = frozenset()
    changes: tuple[tuple[str, str], ...] = ()
    word: Act | None = None
    grounds: Mapping[int, Ground] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()

    @property
    def is_doubtful(self) -> bool:
        """Whether what let the text go was signed by a key that was reported stolen later."""
        return self.word is not None and self.word.doubtful

    def newest(self, text: str) -> str:
        """What approved amendments have made of a text since; the text itself without any.

        Source: rule 12; decision 0037.
        """
        for older, newer in self.changes:
            text = newer if older == text else text
        return text

    def made_into(self, text: str) -> frozenset[str]:
        """The texts that approved amendments have made into this one, itself among them.

        Source: rule 12; decision 0037.
        """
        texts = {text}
        for older, newer in reversed(self.changes):
            texts |= {older} if newer in texts else set()
        return frozenset(texts)

    def standing_at(self, now: datetime) -> Standing:
        """The standing at an instant; an embargo has ended by then or not."""
        hour = self.standing.publish_at
        return (
            begun(self.standing) if self.standing.stage is Stage.SCHEDULED and hour and hour <= now else self.standing
        )


def texts_of(proven: Proven) -> frozenset[str]:
    """Hashes of the texts without which the acts cannot be judged again."""
    named: set[str] = {proven.first.content_hash} if proven.first else set()
    for step in proven.steps:
        match step:
            case Act(claim=claim):
                named |= {claim.content_hash, claim.details.new_hash}
            case Deed(claim=claim):
                named.add(claim.said(facts.NEW_HASH))
            case Decided() | KeyDeed():
                pass
    return frozenset(text for text in named if text)


def recovered(proof: Proof, line: Line) -> Proof:
    """What was let go before a restore waits for a new word; a take-down is never held, because it only hides.

    Source: promise 5 of the design; decision 0034.
    """
    match line.entry:
        case Restored(at=at) if proof.standing.stage in _GOING_OUT:
            held = {each.id for each in proof.amendments.values() if _is_going_out(each)}
            return replace(proof, standing=replace(proof.standing, held_since=at), held=proof.held | held)
        case Restored():
            held = {each.id for each in proof.amendments.values() if _is_going_out(each)}
            return replace(proof, held=proof.held | held)
        case Released():
            return replace(proof, standing=replace(proof.standing, held_since=None))
        case _:
            return proof


def _is_going_out(amendment: Amendment) -> bool:
    return amendment.stage is AmendmentStage.APPLYING and amendment.kind is not AmendmentKind.TAKE_DOWN


def doubted(proof: Proof) -> Proof:
    """Held, when a thief may have said the word that let the text go."""
    standing = proof.standing
    if proof.word is None or not proof.word.doubtful or standing.stage not in _GOING_OUT or standing.held_since:
        return proof
    return replace(proof, standing=replace(standing, held_since=proof.word.at))


def begun(standing: Standing) -> Standing:
    """The standing once an embargo has ended."""
    return replace(standing, stage=Stage.PUBLISHING, since=standing.publish_at or standing.since)


def shows_to_readers(said: Claim | MatterClaim) -> bool:
    """Whether an act brings a text before readers: found after a restore, it is asked for again and never repeated.

    Source: promise 5 of the design; decision 0034.
    """
    match said:
        case Claim(act=act):
            return act in _LETS_GO
        case MatterClaim(act=MatterAct.APPROVE_AMENDMENT):
            return bool(said.said(facts.NEW_HASH))
        case MatterClaim():
            return False


def pointed(lines: Iterable[Line], article_id: ArticleId, signatures: Signatures) -> Iterator[SaidOfPoints | Doubt]:
    """What the lines of one article prove about its points, in their order, and the doubts about those that do not.

    Source: promises 1 and 2 of the design; rules 7 and 54.
    """
    used = set[str]()
    for line in lines:
        entry = line.entry
        if not isinstance(entry, PointActAccepted):
            continue
        read = _read(line.seq, entry, article_id, signatures)
        if isinstance(read, SaidOfPoints):
            if read.claim.act_id in used:
                read = Doubt(line=line.seq, why="lời khai đã ký được dùng lại")
            else:
                used.add(read.claim.act_id)
        yield read


def _read(seq: int, entry: PointActAccepted, article_id: ArticleId, signatures: Signatures) -> SaidOfPoints | Doubt:
    if not signatures.holds(entry.claim, entry.signature, line=seq, at=entry.at):
        return Doubt(line=seq, why="không có chữ ký hợp lệ của bàn biên tập")
    try:
        claim = point_claim_from(entry.claim)
        check_age(claim, entry.at)
    except Refused:
        return Doubt(line=seq, why="lời khai đã ký không đọc được hoặc đã quá hạn khi ghi")
    if (claim.article_id, claim.act_id) != (article_id, entry.act_id) or entry.article_id != article_id:
        return Doubt(line=seq, why="lời khai đã ký ghi cho bài hoặc thao tác khác")
    return SaidOfPoints(at=entry.at, claim=claim)
