"""Members' own keys as a subject of acts: each act is one line of the ledger, and no workflow hears of it."""

from datetime import datetime

from activities.contracts import MatterNow
from activities.storage.database import Connection
from activities.storage.matters.kinds import LONGEST_NAME, NOT_OPENED, Hearing, Judged
from activities.storage.recording.personally import count_up
from activities.storage.roster import change_roster
from newsroom.claims import check_age
from newsroom.errors import RefusalCode, Refused
from newsroom.ledger.key_lines import KeyActAccepted, KeyActRefused
from newsroom.members.key_acts import key_after
from newsroom.notifications.personal_keys import key_notifications
from newsroom.signed.personal_keys import KeyClaim, key_claim_from
from newsroom.text import storable


class KeyActs:
    """The keys of all members."""

    one = "khóa cá nhân"
    kept = "khóa cá nhân giữ nguyên"

    def read(self, text: str) -> KeyClaim:
        """The claim that a signed text states. Errors: Refused."""
        return key_claim_from(text)

    def called(self, subject: str) -> str:
        """A subject as an alarm names it."""
        return f"khóa cá nhân của {subject.partition('/')[2][:LONGEST_NAME]}"

    async def lock(
        self,
        connection: Connection,
        subject: str,  # noqa: ARG002 - the roster is enough
        act: KeyClaim | None,  # noqa: ARG002
    ) -> None:
        """Keep the roster for this transaction: no act is judged by keys that change meanwhile."""
        await change_roster(connection)

    async def judge(self, hearing: Hearing, subject: str, act: KeyClaim) -> Judged:  # noqa: ARG002
        """Judge a claim; its line is all that follows. Errors: Refused."""
        check_age(act, hearing.at)
        before = hearing.personal
        after, signed = key_after(before, hearing.version.board, act, hearing.at)
        if not hearing.only_asked:
            await count_up(hearing.connection, signed, act)
        line = KeyActAccepted(
            at=hearing.at,
            act_id=act.act_id,
            act=act.act,
            owner=act.owner,
            credential=act.key.credential,
            member=act.member,
            office=act.office,
            board_version=hearing.version.number,
            claim=hearing.signed.claim,
            signature=hearing.signed.signature,
            first=signed.key is not None and not before.any_counts(),
        )
        return Judged(entry=line, notifications=key_notifications(hearing.there, act, before, after))

    async def now(self, hearing: Hearing, subject: str) -> MatterNow:  # noqa: ARG002 - no workflow carries a key
        """Nothing that anybody waits for."""
        return NOT_OPENED

    async def at(self, connection: Connection, subject: str, at: datetime) -> MatterNow:  # noqa: ARG002
        """Nothing that anybody waits for."""
        return NOT_OPENED

    async def attend(self, subject: str) -> None:
        """Nothing: a key has no moments."""

    async def is_open(self, hearing: Hearing, subject: str) -> bool:  # noqa: ARG002
        """Never: no workflow carries a key."""
        return False

    def refused(
        self,
        hearing: Hearing,
        subject: str,  # noqa: ARG002
        act: KeyClaim | None,
        refused: Refused,
        *,
        forged: bool,
    ) -> KeyActRefused:
        """The ledger's line about a refusal; of a forged act it says only whom it names."""
        claim = None if forged else act
        return KeyActRefused(
            at=hearing.at,
            act_id=storable(claim.act_id) if claim else None,
            act=claim.act if claim else None,
            member=claim.member if claim else "",
            office=claim.office if claim else None,
            board_version=hearing.version.number,
            claim=hearing.signed.claim,
            signature=hearing.signed.signature,
            code=RefusalCode(refused.code),
            message=refused.message,
            claimed=(act.member if act else "")[:LONGEST_NAME] if forged else None,
        )
