"""What an article's proven acts lead to: each is judged once more by the rules that judged it first.

Stage, text, hour, channels, author and route come out of signed acts and of the powers of their hour; a line without
proof, or one that the rules refuse, leads nowhere.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from newsroom.article import ArticleId, ChannelName, Content
from newsroom.authority import Ground, rerouted
from newsroom.board import Board
from newsroom.claims import CLAIM_LIFETIME, Claim, incomplete
from newsroom.decisions import decide, first_standing
from newsroom.errors import RefusalCode, Refused
from newsroom.ledger.entries import Line
from newsroom.ledger.proof import NO_STEP, Act, Decided, Deed, First, KeyDeed, Proven, Step, doubt_about
from newsroom.ledger.proofs import Past, Proof, begun, doubted, recovered
from newsroom.matters import facts
from newsroom.matters.amendment import Amendment
from newsroom.matters.amendments import decided, proposed, retried_ground, taken_down_now
from newsroom.matters.applied import applied_to, outlives, overtakes
from newsroom.matters.kinds import AmendmentKind, AmendmentStage, MatterAct
from newsroom.matters.meetings import settled
from newsroom.matters.reach import Reach
from newsroom.members.personal_keys import signed_by_member
from newsroom.roster import Roster
from newsroom.stages import ACTS, CLOSED, Stage
from newsroom.stages import Act as ActName
from newsroom.standing import Standing
from newsroom.transitions import after_act

_EVERYWHERE: Final = Reach(shown=tuple(ChannelName), sent=True)
"""Which channels show a text is no question of authority: what the rules ask of it is taken to be so."""


def replayed(
    article_id: ArticleId, proven: Proven, texts: Mapping[str, Content], past: Past, recoveries: Iterable[Line] = ()
) -> Proof | None:
    """What the proven acts lead to; None without a beginning.

    Shape: `recoveries` are the restores of the storage, and what let this article go since, in their order.
    Source: promises 1 and 2 of the design; rules 7, 12, 17, 22, 30, 39, 54 and 55.
    """
    first = proven.first
    if first is None or first.content_hash not in texts:
        return None
    proof = _begun_with(article_id, first, texts[first.content_hash], past)
    proof = replace(proof, doubts=tuple(proven.doubts))
    entered, waiting = proven.entered, list(recoveries)
    for step in proven.steps:
        while waiting and waiting[0].seq < step.line:
            proof = recovered(proof, waiting.pop(0))
        if entered and entered < step.line:
            proof, entered = _entered(proof, first), 0
        case = _Case(proof=proof, step=step, texts=texts, past=past, lenient=step.line < proven.entered)
        try:
            proof = case.after()
        except NO_STEP as refused:
            proof = replace(proof, doubts=(*proof.doubts, doubt_about(step, refused)))
    for line in waiting:
        proof = recovered(proof, line)
    proof = doubted(proof)
    return _entered(proof, first) if entered else proof


def _begun_with(article_id: ArticleId, first: First, content: Content, past: Past) -> Proof:
    board = past.boards_between(first.at, first.at)[0]
    roster = past.roster_at(first.at)
    standing = first_standing(
        board,
        article_id,
        content,
        author=first.author,
        now=first.at,
        roster=roster,
        awaits_intake=first.awaits_intake,
    )
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
                self._check_signed(act)
                return self._acted(act)
            case Decided() as decision:
                return self._settled(decision)
            case Deed() as deed:
                self._check_signed(deed)
                return self._amended(deed)
            case KeyDeed():
                return self.proof

    def _check_signed(self, step: Act | Deed) -> None:
        """Nothing, when the member's own key has signed what the notice asks for. Errors: Refused."""
        signed_by_member(self.past.personal, self.board, step.claim, step.line)

    def text(self, content_hash: str) -> Content:
        if content_hash not in self.texts:
            raise Refused(RefusalCode.UNKNOWN_ARTICLE, "kho không còn bản thảo mà thao tác nêu.")
        return self.texts[content_hash]

    def _acted(self, act: Act) -> Proof:
        after, ground = self._allowed(act)
        approves = act.claim.act is ActName.APPROVE
        word = act if act.claim.act in {ActName.APPROVE, ActName.GO_ON} else self.proof.word
        approval = act if approves else self.proof.approval if after.approved_hash else None
        approved = self.proof.approved | ({after.approved_hash} if approves else set())
        proof = replace(_left_behind(self.proof, act.claim, after), standing=after, at=self.at, word=word)
        proof = replace(proof, approval=approval, approved=approved)
        return proof if ground is None else self._on(ground, proof)

    def _on(self, ground: Ground, proof: Proof) -> Proof:
        return replace(proof, grounds={**proof.grounds, self.step.line: ground})

    def _allowed(self, act: Act) -> tuple[Standing, Ground | None]:
        """Where the act leads from wherever it may have begun, and on what ground. Errors: Refused."""
        claim, before = act.claim, doubted(self.proof).standing
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
        over = standing.stage is Stage.SCHEDULED and hour is not None and hour <= self.at + CLAIM_LIFETIME
        for each in routed(standing, self.texts.get(standing.content_hash), self.boards):
            yield each
            if over:
                yield begun(each)

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
            case MatterAct.RETRY_CHANNEL if _id(deed) in self.proof.held:
                return self._let_go(deed)
            case _:
                return self.proof

    def _let_go(self, deed: Deed) -> Proof:
        """Who decides has said that a held amendment goes on. Errors: Refused."""
        known, proof = self.proof.amendments[_id(deed)], self.proof
        if deed.doubtful:
            return proof
        try:
            retried_ground(self.board, self.roster, proof.standing_at(self.at), known, deed.claim, self.at, held=True)
        except Refused:
            if known.id in proof.suspect:
                # Nobody knew yet that the key was stolen: a channel was let go on, as it could be then.
                return proof
            raise
        return replace(proof, held=proof.held - {known.id}, suspect=proof.suspect - {known.id})

    def _proposed(self, deed: Deed) -> Proof:
        claim, standing = deed.claim, self._new(deed)
        new_hash = claim.said(facts.NEW_HASH)
        kind = claim.said(facts.KIND)
        texts = (
            self.text(standing.content_hash),
            None if kind == AmendmentKind.TAKE_DOWN or not new_hash else self.text(new_hash),
        )
        reach = replace(_EVERYWHERE, shown=()) if kind == AmendmentKind.ADAPT else _EVERYWHERE
        amendment, ground = proposed(self.board, self.roster, standing, _id(deed), claim, texts, self.at, reach)
        return self._on(ground, _with(self.proof, amendment))

    def _ordered_down(self, deed: Deed) -> Proof:
        standing = self._new(deed)
        amendment, ground = taken_down_now(self.board, self.roster, standing, _id(deed), deed.claim, self.at, sent=True)
        return self._on(ground, self._put_in_place(standing, amendment))

    def _decided(self, deed: Deed, *, accept: bool) -> Proof:
        known = self.proof.amendments.get(_id(deed))
        if known is None:
            raise incomplete(deed.claim, "không có đề nghị sửa này")
        standing = self.proof.standing_at(self.at)
        after, ground = decided(self.board, self.roster, standing, known, deed.claim, self.at, accept=accept)
        proof = self._put_in_place(standing, after) if accept else _with(self.proof, after)
        if accept and deed.doubtful and after.kind is not AmendmentKind.TAKE_DOWN:
            proof = replace(proof, held=proof.held | {after.id}, suspect=proof.suspect | {after.id})
        return self._on(ground, proof)

    def _put_in_place(self, standing: Standing, amendment: Amendment) -> Proof:
        """What an amendment leads to from its decision on."""
        if amendment.kind is AmendmentKind.ADAPT:
            # It is for channels that do not show the article, so it changes none that does.
            amendment = replace(amendment, channels=())
        text = self.text(amendment.new_hash) if amendment.new_hash else None
        proof = _with(_overtaken(self.proof, amendment), amendment)
        proof = replace(proof, standing=applied_to(standing, amendment, text, self.at), at=self.at)
        if not proof.standing.approved_hash or text is None:
            return proof
        changes = (*proof.changes, (amendment.base_hash, amendment.new_hash))
        return replace(proof, approved=proof.approved | {amendment.new_hash}, changes=changes)

    def _new(self, deed: Deed) -> Standing:
        """The standing that a new amendment begins from. Errors: Refused."""
        named = deed.claim.said(facts.ARTICLE)
        if named != self.proof.standing.article_id or _id(deed) in self.proof.amendments:
            raise incomplete(deed.claim, "đề nghị ghi cho bài khác hoặc đã được ghi")
        return self.proof.standing_at(self.at)


def _left_behind(proof: Proof, claim: Claim, after: Standing) -> Proof:
    """Without what an act has left behind: slips to be mended in a text that goes back, changes of one that is back."""
    over = {
        each.id: replace(each, stage=AmendmentStage.OVERTAKEN)
        for each in proof.amendments.values()
        if not outlives(each, after)
    }
    changes = tuple(change for change in proof.changes if change[0] != claim.details.new_hash)
    return replace(proof, amendments={**proof.amendments, **over}, changes=changes)


def _with(proof: Proof, amendment: Amendment) -> Proof:
    return replace(proof, amendments={**proof.amendments, amendment.id: amendment})


def _overtaken(proof: Proof, newer: Amendment) -> Proof:
    """What was on its way to readers, or was waiting for its decision, before a take-down or a newer text."""
    older = [each for each in proof.amendments.values() if overtakes(newer, each)]
    ended = {each.id for each in older if each.stage is AmendmentStage.APPLYING}
    over = {each.id: replace(each, stage=AmendmentStage.OVERTAKEN, overtaken_by=newer.id) for each in older}
    return replace(proof, amendments={**proof.amendments, **over}, ended=proof.ended | ended)


def routed(standing: Standing, text: Content | None, boards: Iterable[Board]) -> Iterator[Standing]:
    """The standing as each of these notices routes it, and as it is; what the Head gave to somebody stays there.

    Source: rule 93.
    """
    moves = standing.stage not in CLOSED | {Stage.PUBLISHING}
    if moves and text is not None:
        for board in boards:
            if (anew := rerouted(standing.route, board, text, standing.author)) != standing.route:
                yield replace(standing, route=anew)
    yield standing


def _id(deed: Deed) -> str:
    return deed.claim.matter.partition("/")[2]
