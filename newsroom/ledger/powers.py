"""Who was away, who had been lent which power, and which notice held: folded from the newsroom's signed deeds alone.

Each deed is judged once more by the rules that judged it first, among the powers that were known then; one that they
refuse changes nothing, whatever a table of the storage says.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final, Generic, TypeVar

from newsroom.article import tail_in
from newsroom.board import Board, Notice
from newsroom.claims import doer, incomplete
from newsroom.entitlement.titles import head_titles
from newsroom.ledger.proof import NO_STEP, Deed, Doubt, KeyDeed, doubt_about
from newsroom.matters import absences, delegations, facts
from newsroom.matters.acts import MatterClaim, not_entitled
from newsroom.matters.board_change import adopted_from, signing_of
from newsroom.matters.kinds import MatterAct
from newsroom.members.key_acts import key_after
from newsroom.members.personal_keys import NO_KEYS, PersonalKeys, signed_by_member
from newsroom.roster import Absence, Grant, Roster

_ThingT = TypeVar("_ThingT", bound=Absence | Grant)
_GRANT_ID: Final = 12
"""Letters of an act's id that name the assignment it makes; of a digest, that begin the matter which adopts it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known(Generic[_ThingT]):
    """An absence or a grant as it was known from each instant on, oldest first."""

    versions: tuple[tuple[datetime, _ThingT], ...]

    @property
    def latest(self) -> _ThingT:
        """As it is known now."""
        return self.versions[-1][1]

    def at(self, moment: datetime) -> _ThingT | None:
        """As it was known at an instant; None before it was written down."""
        return next((thing for known_from, thing in reversed(self.versions) if known_from <= moment), None)

    def after(self, at: datetime, thing: _ThingT) -> "Known[_ThingT]":
        """The same with what is known of it from an instant on."""
        return Known(versions=(*self.versions, (at, thing)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Powers:
    """All that the newsroom's deeds prove.

    Shape: `notices` in the order of their adoption; `concluded` are the ids of the acts that concluded a meeting;
    `personal` are the members' own keys.
    """

    notices: tuple[Notice, ...] = ()
    absences: Mapping[str, Known[Absence]] = field(default_factory=lambda: MappingProxyType({}))
    grants: Mapping[str, Known[Grant]] = field(default_factory=lambda: MappingProxyType({}))
    concluded: frozenset[str] = frozenset()
    personal: PersonalKeys = NO_KEYS
    doubts: tuple[Doubt, ...] = ()

    def notice_at(self, moment: datetime) -> Notice | None:
        """The notice in force at an instant. Source: rules 92 and 93."""
        found = [notice for notice in self.notices if notice.effective_from <= moment]
        return max(reversed(found), key=lambda notice: notice.effective_from, default=None)

    def boards_between(self, start: datetime, end: datetime) -> tuple[Board, ...]:
        """The boards in force from one instant to another, the last one first; at least the first one ever."""
        hours = [n.effective_from for n in self.notices if start < n.effective_from < end]
        found = [notice for hour in (end, *sorted(hours, reverse=True), start) if (notice := self.notice_at(hour))]
        return tuple(notice.board for notice in _each_once(found or self.notices[:1]))

    def roster_at(self, moment: datetime, since: datetime | None = None) -> Roster:
        """What was known at an instant and had not ended at `since` (at the same instant, unless told)."""
        ended = since or moment
        away = [a for known in self.absences.values() if (a := known.at(moment)) and _lasts(a, ended)]
        lent = [g for known in self.grants.values() if (g := known.at(moment)) and _lasts(g, ended)]
        return Roster(
            absences=tuple(sorted(sorted(away, key=lambda a: a.id), key=lambda a: a.filed_at, reverse=True)),
            grants=tuple(sorted(sorted(lent, key=lambda g: g.id), key=lambda g: g.given_at, reverse=True)),
        )


def powers_after(powers: Powers, deeds: Iterable[Deed | KeyDeed], boards: Mapping[str, Board]) -> Powers:
    """The powers after further proven deeds, in their order. Shape: `boards` are the texts of notices, by digest.

    Source: rules 4, 15, 32, 33, 35, 40, 42, 92 and 93; promise 2 of the design.
    """
    for deed in deeds:
        powers = _after(powers, deed, boards)
    return powers


def _after(powers: Powers, deed: Deed | KeyDeed, boards: Mapping[str, Board]) -> Powers:
    if isinstance(deed, Deed) and deed.claim.act not in _ACTS:
        return powers
    notice = powers.notice_at(deed.at)
    if notice is None:
        early = Doubt(line=deed.line, why="lúc đó chưa có bản phân công nào có hiệu lực")
        return replace(powers, doubts=(*powers.doubts, early))
    try:
        match deed:
            case KeyDeed(claim=claim, at=at, line=line):
                return replace(powers, personal=key_after(powers.personal, notice.board, claim, at, line)[0])
            case Deed(claim=claim, at=at, line=line):
                signed_by_member(powers.personal, notice.board, claim, line)
                roster = powers.roster_at(at)
                case = _Case(powers=powers, board=notice.board, roster=roster, deed=deed, boards=boards)
                return _ACTS[claim.act](case)
    except NO_STEP as refused:
        return replace(powers, doubts=(*powers.doubts, doubt_about(deed, refused)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """A deed among what was known when it was done."""

    powers: Powers
    board: Board
    roster: Roster
    deed: Deed
    boards: Mapping[str, Board]

    @property
    def claim(self) -> MatterClaim:
        return self.deed.claim

    @property
    def id(self) -> str:
        return self.claim.matter.partition("/")[2]

    def absence(self) -> Absence:
        known = self.powers.absences.get(self.id)
        if known is None:
            raise incomplete(self.claim, "không có đợt vắng này")
        return known.latest

    def grant(self) -> Grant:
        of_absence = self.claim.matter.startswith("absence/")
        known = self.powers.grants.get(self.claim.fact(facts.GRANT) if of_absence else self.id)
        if known is None or known.latest.absence != (self.id if of_absence else ""):
            raise incomplete(self.claim, "không có phân công hoặc ủy quyền này")
        return known.latest

    def with_absence(self, absence: Absence) -> Powers:
        known: Known[Absence] = self.powers.absences.get(absence.id) or Known(versions=())
        return replace(self.powers, absences={**self.powers.absences, absence.id: known.after(self.deed.at, absence)})

    def with_grants(self, *grants: Grant) -> Powers:
        kept = dict(self.powers.grants)
        for grant in grants:
            known: Known[Grant] = kept.get(grant.id) or Known(versions=())
            kept[grant.id] = known.after(self.deed.at, grant)
        return replace(self.powers, grants=kept)


def _filed(case: _Case) -> Powers:
    if case.id in case.powers.absences:
        raise incomplete(case.claim, "đợt vắng này đã được ghi")
    return case.with_absence(absences.filed(case.board, case.roster, case.id, case.claim, case.deed.at)[0])


def _changed(case: _Case) -> Powers:
    after, _ = absences.changed(case.board, case.roster, case.absence(), case.claim, case.deed.at)
    tied = (known.latest for known in case.powers.grants.values() if known.latest.absence == after.id)
    cut = [replace(g, ends_at=max(after.ends_at, g.starts_at)) for g in tied if g.ends_at > after.ends_at]
    return replace(case.with_absence(after), grants=case.with_grants(*cut).grants)


def _assigned(case: _Case) -> Powers:
    grant_id = case.claim.act_id[:_GRANT_ID]
    return case.with_grants(
        absences.assigned(case.board, case.roster, case.absence(), grant_id, case.claim, case.deed.at)[0]
    )


def _delegated(case: _Case) -> Powers:
    if case.id in case.powers.grants:
        raise incomplete(case.claim, "ủy quyền này đã được ghi")
    return case.with_grants(delegations.delegated(case.board, case.roster, case.id, case.claim, case.deed.at)[0])


def _renewed(case: _Case) -> Powers:
    return case.with_grants(delegations.renewed(case.board, case.roster, case.grant(), case.claim, case.deed.at)[0])


def _revoked(case: _Case) -> Powers:
    return case.with_grants(delegations.revoked(case.board, case.roster, case.grant(), case.claim, case.deed.at)[0])


def _adopted(case: _Case) -> Powers:
    effective_from, _ = adopted_from(case.board, case.roster, case.claim, case.deed.at)
    digest = case.claim.fact(facts.DIGEST)
    board = case.boards.get(digest)
    if board is None or digest[:_GRANT_ID] != tail_in(case.id).partition("-")[0]:
        raise incomplete(case.claim, "không có bản phân công này")
    notice = Notice(
        digest=digest,
        effective_from=effective_from,
        board=board,
        line=case.deed.line,
        signing=signing_of(case.claim, case.deed.at),
    )
    return replace(case.powers, notices=(*case.powers.notices, notice))


def _concluded(case: _Case) -> Powers:
    member = doer(case.board, case.claim)
    if not any(title.member.id == member.id for title in head_titles(case.board, case.roster, case.deed.at)):
        raise not_entitled(case.claim, "Chỉ Trưởng Ban (hoặc người đang điều hành thay) làm được việc này.")
    return replace(case.powers, concluded=case.powers.concluded | {case.claim.act_id})


_ACTS: Final[Mapping[MatterAct, Callable[[_Case], Powers]]] = {
    MatterAct.FILE_ABSENCE: _filed,
    MatterAct.CHANGE_ABSENCE: _changed,
    MatterAct.ASSIGN: _assigned,
    MatterAct.DELEGATE: _delegated,
    MatterAct.RENEW: _renewed,
    MatterAct.REVOKE: _revoked,
    MatterAct.ADOPT_BOARD: _adopted,
    MatterAct.CONCLUDE: _concluded,
}
"""How each of `POWER_ACTS` changes the powers; other deeds change none."""


def _lasts(thing: Absence | Grant, ended: datetime) -> bool:
    return thing.ends_at > max(ended, thing.starts_at)


def _each_once(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    return tuple({(notice.digest, notice.line): notice for notice in notices}.values())
