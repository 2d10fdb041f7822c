"""Adopting a notice: what the board and its head decide on who decides."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from activities.storage.boards import BoardStore, parse_board
from desk.acts.matters import MatterDesk
from desk.facts import hour, needed, said
from newsroom.board import Signing
from newsroom.matters.facts import DECIDED_BY, DIGEST, EFFECTIVE_FROM, NUMBER, SIGNED_ON
from newsroom.matters.kinds import MatterAct, MatterKind
from newsroom.members.actors import Actor
from workflows.messages import MatterAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardDesk:
    """Acts on the notice. Errors: InvalidBoard, and nothing is stored."""

    matters: MatterDesk
    boards: BoardStore

    async def found(self, source: str, starts_at: datetime | None = None) -> str | None:
        """The digest of the first version ever, which nobody can sign for; None when there is one already."""
        return await self.boards.found(source, effective_from=starts_at)

    async def adopt(
        self, member: Actor, source: str, signing: Signing, starts_at: datetime | None = None
    ) -> MatterAnswer:
        """Adopt another version, from an hour or at once.

        Errors: InvalidInput when its number, date or deciding document is missing; Refused, recorded in the ledger;
        ServerUnreachable says whether the act took effect.
        """
        on_paper = (
            needed(NUMBER, signing.number),
            needed(SIGNED_ON, signing.signed_on.isoformat() if signing.signed_on else ""),
            needed(DECIDED_BY, signing.decided_by),
        )
        digest = await self.boards.keep_draft(source)
        return await self.matters.open(
            member,
            MatterAct.ADOPT_BOARD,
            MatterKind.BOARD,
            dict((said(DIGEST, digest), hour(EFFECTIVE_FROM, starts_at), *on_paper)),
            tail=f"{digest[:12]}-{uuid.uuid4().hex[:4]}",
            static_summary=parse_board(source).title,
        )
