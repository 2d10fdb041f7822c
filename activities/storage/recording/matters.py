"""What acts on matters are judged by, whatever the kind of matter."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from activities.contracts import MatterNow
from activities.storage.database import Connection
from activities.storage.matters.kinds import LONGEST_NAME, NOT_OPENED, Done, Hearing, Judged, Kind, Matters
from activities.storage.roster import change_roster
from newsroom.article import ArticleId
from newsroom.claims import MemberAct, check_age
from newsroom.errors import RefusalCode, Refused
from newsroom.ledger.matter_acts import MatterActAccepted, MatterActRefused
from newsroom.matters.acts import MATTER_ACTS, MatterClaim, kind_of, matter_claim_from
from newsroom.matters.kinds import MatterKind
from newsroom.text import quoted, storable


class MatterActs:
    """Matters of every kind; each kind judges its own acts."""

    one = "việc"
    kept = "mọi việc giữ nguyên"

    def __init__(self, kinds: Mapping[MatterKind, Matters]) -> None:
        self._kinds = kinds

    def read(self, text: str) -> MatterClaim:
        """The act that a signed text states. Errors: Refused."""
        return matter_claim_from(text)

    def called(self, subject: str) -> str:
        """A matter as an alarm names it."""
        return subject

    async def lock(self, connection: Connection, subject: str, act: MatterClaim | None) -> None:
        """Keep the roster for this transaction, then lock the rows that the kind judges by."""
        # Such acts are rare, and each is judged by all the others: one at a time for the whole newsroom.
        await change_roster(connection)
        if act is not None and (kind := self._kind(subject)) is not None:
            await kind.lock(connection, _id(subject), act)

    async def judge(self, hearing: Hearing, subject: str, act: MatterClaim) -> Judged:
        """Judge an act and write what follows from it. Errors: Refused."""
        check_age(act, hearing.at)
        done = await self._known(subject).judge(hearing, _id(subject), act)
        return Judged(entry=_accepted(hearing, act, done), notifications=done.notifications, breaches=done.breaches)

    async def now(self, hearing: Hearing, subject: str) -> MatterNow:
        """How the matter stands."""
        return await self.at(hearing.connection, subject, hearing.at)

    async def at(self, connection: Connection, subject: str, at: datetime) -> MatterNow:
        """How the matter stands at an instant; one that nobody could open is over."""
        kind = self._kind(subject)
        return NOT_OPENED if kind is None else await kind.now(connection, _id(subject), at)

    async def attend(self, subject: str) -> None:
        """Do what is due now; safe to repeat. Errors: Refused for no kind of matter."""
        await self._known(subject).attend(_id(subject))

    async def is_open(self, hearing: Hearing, subject: str) -> bool:
        """Whether the matter was opened and is not over."""
        now = await self.now(hearing, subject)
        return now.opened and not now.over

    def refused(
        self, hearing: Hearing, subject: str, act: MatterClaim | None, refused: Refused, *, forged: bool
    ) -> MatterActRefused:
        """The ledger's line about a refusal; of a forged act it says only whom it names."""
        claim = None if forged else act
        return MatterActRefused(
            at=hearing.at,
            act_id=storable(claim.act_id) if claim else None,
            matter=subject,
            act=claim.act if claim else None,
            member=claim.member if claim else "",
            office=claim.office if claim else None,
            board_version=hearing.version.number,
            facts=claim.facts if claim else {},
            claim=hearing.signed.claim,
            signature=hearing.signed.signature,
            code=RefusalCode(refused.code),
            message=refused.message,
            claimed=(act.member if act else "")[:LONGEST_NAME] if forged else None,
        )

    def _kind(self, subject: str) -> Matters | None:
        kind = kind_of(subject)
        return None if kind is None else self._kinds.get(kind)

    def _known(self, subject: str) -> Matters:
        if (kind := self._kind(subject)) is None:
            raise Refused(RefusalCode.BAD_REQUEST, f"Không có loại việc “{quoted(subject)}”; mọi việc giữ nguyên.")
        return kind


def _id(matter: str) -> str:
    return matter.partition("/")[2]


def _accepted(hearing: Hearing, claim: MatterClaim, done: Done) -> MatterActAccepted:
    return MatterActAccepted(
        at=hearing.at,
        article_id=ArticleId(done.article_id),
        act_id=claim.act_id,
        matter=claim.matter,
        act=claim.act,
        member=claim.member,
        office=claim.office,
        board_version=hearing.version.number,
        facts=claim.facts,
        claim=hearing.signed.claim,
        signature=hearing.signed.signature,
        ground=done.ground,
        effect=done.effect,
    )


async def is_over(kind: Kind[Any], hearing: Hearing, act: MemberAct) -> bool:
    """Whether an act is on a matter that has ended, whose workflow takes none."""
    if not isinstance(act, MatterClaim) or MATTER_ACTS[act.act].opens:
        return False
    stands = await kind.now(hearing, act.subject)
    return isinstance(stands, MatterNow) and stands.opened and stands.over
