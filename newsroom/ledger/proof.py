"""Which lines of the ledger are proven: those that hold a signed claim, and what that claim says, nothing else.

How a signature is checked is not known here; the other fields of a line are for readers and are not looked at.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Protocol

from newsroom.article import ArticleId, ContentHash, MemberId
from newsroom.authority import Route
from newsroom.claims import CLAIM_LIFETIME, Claim, check_age, claim_from
from newsroom.errors import Refused
from newsroom.ledger.acts import ActAccepted, BoardDecision, Entered, Submission
from newsroom.ledger.entries import Line
from newsroom.ledger.key_lines import KeyActAccepted, Theft
from newsroom.ledger.matter_acts import MatterActAccepted
from newsroom.matters import facts
from newsroom.matters.acts import MatterClaim, matter_claim_from
from newsroom.matters.kinds import MatterAct, Outcome
from newsroom.matters.seals import decision_seal
from newsroom.signed.personal_keys import KeyClaim, key_claim_from
from newsroom.signed.submissions import submission_from


class Signatures(Protocol):
    """Says whose signatures hold."""

    @property
    def thefts(self) -> tuple[Theft, ...]:
        """The keys that were reported stolen: a new one here may void what was proven before."""
        ...

    def holds(self, text: str, signature: str, *, line: int, at: datetime) -> bool:
        """Whether a text was signed by the key that was good at that line and hour."""
        ...

    def is_doubtful(self, text: str, signature: str, *, line: int, at: datetime) -> bool:
        """Whether that key was reported stolen later."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A proven act on an article, taken from its claim; `line` is the number of the line that took it in, at `at`.

    Shape: a `doubtful` one was signed by a key that was reported stolen later.
    """

    line: int
    at: datetime
    claim: Claim
    doubtful: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """A proven act on a matter, taken from its claim.

    Shape: a `doubtful` one was signed by a key that was reported stolen later.
    """

    line: int
    at: datetime
    claim: MatterClaim
    doubtful: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision of the board on an article, covered by the claim that concluded the meeting."""

    line: int
    at: datetime
    claim: MatterClaim
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyDeed:
    """A proven act about a member's own key, taken from its claim."""

    line: int
    at: datetime
    claim: KeyClaim


@dataclass(frozen=True, slots=True, kw_only=True)
class First:
    """How an article came in.

    Shape: `route` is only said where nobody has signed for the text; `awaits_intake` when the secretary was to pass it
    on, which nobody had to before there was such a thing.
    """

    line: int
    at: datetime
    author: MemberId
    content_hash: ContentHash
    revision: int
    route: Route
    awaits_intake: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A line that does not count, and why, as the end of a Vietnamese sentence."""

    line: int
    why: str


Step = Act | Deed | Decided | KeyDeed
_Moving = ActAccepted | MatterActAccepted | BoardDecision | KeyActAccepted
_FIRST_REVISION: Final = 1

NO_STEP: Final = (Refused, ArithmeticError, LookupError, ValueError)
"""How the rules say that a step leads nowhere: by a refusal, or by something in the claim that they cannot reckon with.

One strange claim must not keep all others from being judged.
"""


def doubt_about(step: Step, refused: Exception) -> Doubt:
    """The doubt about a step that the rules do not allow."""
    said = str(refused) if isinstance(refused, Refused) else "lời khai có giá trị không dùng được"
    return Doubt(line=step.line, why=f"quy tắc không cho: {said}")


@dataclass(slots=True, kw_only=True)
class Proven:
    """What of some lines is proven, in their order.

    Shape: `entered` is the number of the line that vouches for an unsigned beginning, 0 without one; acts before it
    were taken in by earlier rules. `latest` is the hour of the last step.
    """

    first: First | None = None
    entered: int = 0
    steps: list[Step] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    latest: datetime | None = None

    @property
    def deeds(self) -> list[Deed]:
        """The acts on matters among the steps."""
        return [step for step in self.steps if isinstance(step, Deed)]

    @property
    def of_the_house(self) -> list[Deed | KeyDeed]:
        """The acts that can move somebody's power, in their order."""
        return [step for step in self.steps if isinstance(step, Deed | KeyDeed)]

    def note(self, read: Step | Doubt) -> None:
        """Add what a line says; a claim that was kept back would be put among the lines of its own hour."""
        if isinstance(read, Doubt):
            self.doubts.append(read)
        elif self.latest is not None and read.at < self.latest - CLAIM_LIFETIME:
            self.doubts.append(Doubt(line=read.line, why="giờ ghi lùi về trước các dòng đã có"))
        else:
            self.steps.append(read)
            self.latest = max(read.at, self.latest or read.at)


def proven(
    lines: Iterable[Line], article_id: ArticleId, signatures: Signatures, *, since: datetime | None = None
) -> Proven:
    """What the lines of one article prove; of the newsroom's own matters with an empty id.

    Shape: `since` is the hour of the last step that was proven before these lines.
    Source: promises 1 and 2 of the design; rules 7 and 12.
    """
    found, used = Proven(latest=since), set[str]()
    unsigned: First | None = None
    for number, line in enumerate(lines):
        match line.entry:
            case Submission() as entry if number == 0 and entry.article_id == article_id:
                found.first = _signed_for(line.seq, entry, signatures)
                unsigned = None if entry.is_signed else _first(line.seq, entry.at, entry.member, entry)
            case Entered() as entry if unsigned and not found.entered and entry.article_id == article_id:
                found.first, found.entered = _first(unsigned.line, unsigned.at, entry.author, entry), line.seq
            case _:
                for read in _steps(line, article_id, signatures, used):
                    found.note(read)
    return found


def amended_to(deeds: Iterable[Deed], article_id: ArticleId, text: str) -> tuple[str, ...]:
    """An approved text and what signed approvals of changes to the article have made of it, the newest last.

    Source: rule 12; decision 0037.
    """
    texts, proposed = [text], dict[str, str]()
    for claim in (deed.claim for deed in deeds):
        new, base = claim.said(facts.NEW_HASH), claim.said(facts.BASE_HASH)
        own = claim.said(facts.ARTICLE) == article_id
        if claim.act is MatterAct.PROPOSE_AMENDMENT and own and base in {"", texts[-1]}:
            proposed[claim.matter] = new
        if claim.act is MatterAct.APPROVE_AMENDMENT and new and proposed.get(claim.matter) == new:
            texts.append(new)
    return tuple(texts)


def _signed_for(line: int, entry: Submission, signatures: Signatures) -> First | None:
    """The beginning that an author has signed for, taken from the claim; None when the line proves none."""
    if not (entry.is_signed and signatures.holds(entry.claim, entry.signature, line=line, at=entry.at)):
        return None
    try:
        claim = submission_from(entry.claim)
        check_age(claim, entry.at)
    except Refused:
        return None
    if claim.article_id != entry.article_id:
        return None
    first = _first(line, entry.at, claim.member, entry)
    return replace(first, content_hash=claim.content_hash, revision=_FIRST_REVISION, awaits_intake=claim.awaits_intake)


def _first(line: int, at: datetime, author: MemberId, entry: Submission | Entered) -> First:
    return First(
        line=line, at=at, author=author, content_hash=entry.content_hash, revision=entry.revision, route=entry.route
    )


def _steps(line: Line, article_id: ArticleId, signatures: Signatures, used: set[str]) -> Iterator[Step | Doubt]:
    """The step that a line proves, or the doubt about it; nothing for a line that moves nothing."""
    match line.entry:
        case ActAccepted() | MatterActAccepted() | BoardDecision() | KeyActAccepted() as entry:
            pass
        case _:
            return
    if entry.article_id != article_id:
        yield Doubt(line=line.seq, why="ghi cho bài khác")
        return
    if not signatures.holds(entry.claim, entry.signature, line=line.seq, at=entry.at):
        yield Doubt(line=line.seq, why="không có chữ ký hợp lệ của bàn biên tập")
        return
    try:
        step = _read(line.seq, entry)
        check_age(step.claim, entry.at)
    except Refused:
        yield Doubt(line=line.seq, why="lời khai đã ký không đọc được hoặc đã quá hạn khi ghi")
        return
    doubtful = signatures.is_doubtful(entry.claim, entry.signature, line=line.seq, at=entry.at)
    if isinstance(step, Act | Deed) and doubtful:
        step = replace(step, doubtful=True)
    yield _fitting(step, entry, article_id, used)


def _read(seq: int, entry: _Moving) -> Step:
    match entry:
        case ActAccepted(at=at, claim=text):
            return Act(line=seq, at=at, claim=claim_from(text))
        case MatterActAccepted(at=at, claim=text):
            return Deed(line=seq, at=at, claim=matter_claim_from(text))
        case BoardDecision(at=at, claim=text, outcome=outcome):
            return Decided(line=seq, at=at, claim=matter_claim_from(text), outcome=outcome)
        case KeyActAccepted(at=at, claim=text):
            return KeyDeed(line=seq, at=at, claim=key_claim_from(text))


def _fitting(step: Step, entry: _Moving, article_id: ArticleId, used: set[str]) -> Step | Doubt:
    """The step, when its claim is about this article and stands nowhere else."""
    claim, why = step.claim, ""
    if isinstance(claim, Claim) and claim.article_id != article_id:
        why = "lời khai đã ký ghi cho bài khác"
    if entry.act_id is not None and entry.act_id != claim.act_id:
        why = "mã thao tác khác với lời khai đã ký"
    if isinstance(entry, BoardDecision) and not _covers(step.claim, entry):
        why = "kết luận đã ký không ghi quyết định này"
    if claim.act_id in used:
        why = "lời khai đã ký được dùng lại"
    used.add(claim.act_id)
    return Doubt(line=step.line, why=why) if why else step


def _covers(claim: Claim | MatterClaim | KeyClaim, entry: BoardDecision) -> bool:
    seal = decision_seal(entry.article_id, entry.outcome, entry.note)
    return (
        isinstance(claim, MatterClaim)
        and claim.act is MatterAct.CONCLUDE
        and claim.matter == entry.matter
        and seal in claim.names(facts.SEEN)
    )
