"""What an article's proven acts lead to: each is judged once more by the rules that judged it first.

Stage, text, hour, channels, author and route come out of signed acts and of the powers of their hour; a line without
proof, or one that the rules refuse, leads nowhere.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Protocol

from newsroom.article import ArticleId, Content
from newsroom.authority import Ground, route
from newsroom.board import TAKEN_OVER, Board
from newsroom.claims import CLAIM_LIFETIME, incomplete
from newsroom.decisions import decide, first_standing
from newsroom.errors import RefusalCode, Refused
from newsroom.ledger.proof import NO_STEP, Act, Decided, Deed, Doubt, First, Proven, Step, doubt_about
from newsroom.matters import facts
from newsroom.matters.amendments import Amendment, applied_to, decided, proposed, taken_down_now
from newsroom.matters.kinds import AmendmentKind, AmendmentStage, MatterAct
from newsroom.matters.meetings import settled
from newsroom.roster import Roster
from newsroom.stages import ACTS, CLOSED, Stage
from newsroom.stages import Act as ActName
from newsroom.standing import Standing
from newsroom.transitions import after_act

_OPEN: Final = frozenset({AmendmentStage.PROPOSED, AmendmentStage.APPLYING})


class Past(Protocol):
    """Which notice and which roster held at any instant, as they are proven."""

    @property
    def concluded(self) -> frozenset[str]:
        """The ids of the acts that concluded a meeting."""
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
    those that were proposed or ordered, by their ids; `ended` are those that a take-down by order cut short;
    `grounds` are the grounds of the acts, by their lines, as the rules give them.
    """

    standing: Standing
    at: datetime
    approved: frozenset[str] = frozenset()
    approval: Act | None = None
    amendments: Mapping[str, Amendment] = field(default_factory=dict)
    ended: frozenset[str] = frozenset()
    grounds: Mapping[int, Ground] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()

    def standing_at(self, now: datetime) -> Standing:
        """The standing at an instant; an embargo has ended by then or not."""
        hour = self.standing.publish_at
        return (
            _begun(self.standing) if self.standing.stage is Stage.SCHEDULED and hour and hour <= now else self.standing
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
            case Decided():
                pass
    return frozenset(text for text in named if text)


def replayed(article_id: ArticleId, proven: Proven, texts: Mapping[str, Content], past: Past) -> Proof | None:
    """What the proven acts lead to; None without a beginning.

    Source: promises 1 and 2 of the design; rules 7, 12, 17, 22, 30, 39, 54 and 55.
    """
    first = proven.first
    if first is None or first.content_hash not in texts:
        return None
    proof = _begun_with(article_id, first, texts[first.content_hash], past)
    proof = replace(proof, doubts=tuple(proven.doubts))
    entered = proven.entered
    for step in proven.steps:
        if entered and entered < step.line:
            proof, entered = _entered(proof, first), 0
        case = _Case(proof=proof, step=step, texts=texts, past=past, lenient=step.line < proven.entered)
        try:
            proof = case.after()
        except NO_STEP as refused:
            proof = replace(proof, doubts=(*proof.doubts, doubt_about(step, refused)))
    return _entered(proof, first) if entered else proof


def _begun_with(article_id: ArticleId, first: First, content: Content, past: Past) -> Proof:
    board = past.boards_between(first.at, first.at)[0]
    roster = past.roster_at(first.at)
    standing = first_standing(board, article_id, content, author=first.author, now=first.at, roster=roster)
    return Proof(standing=replace(standing, revision=first.revision), at=first.at)


def _entered(proof: Proof, first: First) -> Proof:
    """Whose the article was at the upgrade is taken from the line that says so."""
    return replace(proof, standing=replace(proof.standing, route=first.route))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """A step among what was proven when it was taken. Shape: a `lenient` one was taken in by earlier rules."""

    proof: Proof
    step: Step
    texts: Mapping[str, Content]
    past: Past
    lenient: bool

    @property
    def at(self) -> datetime:
        return self.step.at

    @property
    def boards(self) -> tuple[Board, ...]:
        return self.past.boards_between(self.proof.at, self.at)

    @property
    def board(self) -> Board:
        return self.boards[0]

    @property
    def roster(self) -> Roster:
        return self.past.roster_at(self.at)

    def after(self) -> Proof:
        match self.step:
            case Act() as act:
                return self._acted(act)
            case Decided() as decision:
                return self._settled(decision)
            case Deed() as deed:
                return self._amended(deed)

    def text(self, content_hash: str) -> Content:
        if content_hash not in self.texts:
            raise Refused(RefusalCode.UNKNOWN_ARTICLE, "kho không còn bản thảo mà thao tác nêu.")
        return self.texts[content_hash]

    def _acted(self, act: Act) -> Proof:
        after, ground = self._allowed(act)
        approves = act.claim.act is ActName.APPROVE
        approval = act if approves else self.proof.approval if after.approved_hash else None
        approved = self.proof.approved | ({after.approved_hash} if approves else set())
        proof = replace(self.proof, standing=after, at=self.at, approval=approval, approved=approved)
        return proof if ground is None else self._on(ground, proof)

    def _on(self, ground: Ground, proof: Proof) -> Proof:
        return replace(proof, grounds={**proof.grounds, self.step.line: ground})

    def _allowed(self, act: Act) -> tuple[Standing, Ground | None]:
        """Where the act leads from wherever it may have begun, and on what ground. Errors: Refused."""
        claim, before = act.claim, self.proof.standing
        text = self.text(claim.details.new_hash or before.content_hash)
        refusals: list[Refused] = []
        for start in self._starts(before):
            try:
                decision = decide(self.board, start, claim, text, self.at, self.roster)
            except Refused as refused:
                refusals.append(refused)
            else:
                return decision.standing, decision.ground
        own = ACTS[claim.act].never_by_author and claim.member == before.author
        if self.lenient and not own and claim.content_hash == before.content_hash:
            return after_act(self.board, before, claim, text, self.at), None
        raise refusals[0]

    def _starts(self, standing: Standing) -> Iterator[Standing]:
        """A new notice re-routes what is open, and an embargo ends, without a line of the article's own."""
        hour = standing.publish_at
        begun = standing.stage is Stage.SCHEDULED and hour is not None and hour <= self.at + CLAIM_LIFETIME
        for each in routed(standing, self.texts.get(standing.content_hash), self.boards):
            yield each
            if begun:
                yield _begun(each)

    def _settled(self, decision: Decided) -> Proof:
        standing = self.proof.standing
        if decision.claim.act_id not in self.past.concluded or standing.stage is not Stage.BEFORE_BOARD:
            raise incomplete(decision.claim, "cuộc họp không được kết luận như vậy, hoặc bài không chờ họp")
        after = settled(self.board, self.roster, standing, decision.outcome, self.at)
        return replace(self.proof, standing=after, at=self.at)

    def _amended(self, deed: Deed) -> Proof:
        match deed.claim.act:
            case MatterAct.PROPOSE_AMENDMENT:
                return self._proposed(deed)
            case MatterAct.TAKE_DOWN_NOW:
                return self._ordered_down(deed)
            case MatterAct.APPROVE_AMENDMENT | MatterAct.REFUSE_AMENDMENT:
                return self._decided(deed, accept=deed.claim.act is MatterAct.APPROVE_AMENDMENT)
            case _:
                return self.proof

    def _proposed(self, deed: Deed) -> Proof:
        claim, standing = deed.claim, self._new(deed)
        new_hash = claim.said(facts.NEW_HASH)
        takes_down = claim.said(facts.KIND) == AmendmentKind.TAKE_DOWN
        texts = (
            self.text(standing.content_hash),
            None if takes_down or not new_hash else self.text(new_hash),
        )
        amendment, ground = proposed(self.board, self.roster, standing, _id(deed), claim, texts, self.at)
        return self._on(ground, self._with(amendment))

    def _ordered_down(self, deed: Deed) -> Proof:
        standing = self._new(deed)
        amendment, ground = taken_down_now(self.board, standing, _id(deed), deed.claim, self.at, sent=True)
        ended = {
            key: replace(each, stage=AmendmentStage.REFUSED) if each.stage in _OPEN else each
            for key, each in self.proof.amendments.items()
        }
        cut = {key for key, each in self.proof.amendments.items() if each.stage is AmendmentStage.APPLYING}
        proof = replace(self.proof, amendments={**ended, amendment.id: amendment}, ended=self.proof.ended | cut)
        after = replace(proof, standing=applied_to(standing, amendment, None, self.at), at=self.at)
        return self._on(ground, after)

    def _decided(self, deed: Deed, *, accept: bool) -> Proof:
        known = self.proof.amendments.get(_id(deed))
        if known is None:
            raise incomplete(deed.claim, "không có đề nghị sửa này")
        standing = shown(self.proof.standing_at(self.at))
        after, ground = decided(self.board, self.roster, standing, known, deed.claim, self.at, accept=accept)
        if not accept:
            return self._on(ground, self._with(after))
        text = self.text(after.new_hash) if after.new_hash else None
        proof = replace(self._with(after), standing=applied_to(standing, after, text, self.at), at=self.at)
        approved = proof.approved | ({after.new_hash} if after.new_hash else set())
        return self._on(ground, replace(proof, approved=approved))

    def _new(self, deed: Deed) -> Standing:
        """The standing that a new amendment begins from. Errors: Refused."""
        named = deed.claim.said(facts.ARTICLE)
        if named != self.proof.standing.article_id or _id(deed) in self.proof.amendments:
            raise incomplete(deed.claim, "đề nghị ghi cho bài khác hoặc đã được ghi")
        return shown(self.proof.standing_at(self.at))

    def _with(self, amendment: Amendment) -> Proof:
        return replace(self.proof, amendments={**self.proof.amendments, amendment.id: amendment})


def shown(standing: Standing) -> Standing:
    """The standing of an article that readers see: which channels show it is no question of authority."""
    return replace(standing, stage=Stage.PUBLISHED) if standing.stage is Stage.PUBLISHING else standing


def routed(standing: Standing, text: Content | None, boards: Iterable[Board]) -> Iterator[Standing]:
    """The standing as each of these notices routes it, and as it is; what the Head gave to somebody stays there.

    Source: rule 93.
    """
    moves = standing.stage not in CLOSED | {Stage.PUBLISHING} and standing.route.name != TAKEN_OVER
    if moves and text is not None:
        for board in boards:
            if (anew := route(board, text, standing.author)) != standing.route:
                yield replace(standing, route=anew)
    yield standing


def _begun(standing: Standing) -> Standing:
    return replace(standing, stage=Stage.PUBLISHING, since=standing.publish_at or standing.since)


def _id(deed: Deed) -> str:
    return deed.claim.matter.partition("/")[2]
