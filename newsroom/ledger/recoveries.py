"""Lines about the storage itself: it was restored from a backup, and an article was proven untouched since."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Self

from newsroom.article import ArticleId
from newsroom.ledger.kinds import EntryKind
from newsroom.shape import Fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """The storage was restored: what stands before this line is as old as the backup.

    Shape: `made_at` is the instant of the backup, `head_seq` and `head_hash` the last line that it had; `last_act` is
    the id of the last accepted act in the database that was replaced, empty when that one cannot tell.
    """

    kind: ClassVar[EntryKind] = EntryKind.RESTORED
    article_id: ClassVar[ArticleId] = ArticleId("")
    act_id: ClassVar[None] = None
    at: datetime
    made_at: datetime
    head_seq: int
    head_hash: str
    last_act: str = ""

    def said(self) -> dict[str, Any]:
        """Its own fields, as they are written."""
        return {
            "made_at": self.made_at.isoformat(),
            "head_seq": self.head_seq,
            "head_hash": self.head_hash,
            "last_act": self.last_act,
        }

    @classmethod
    def read(cls, said: Fields) -> Self:
        """The line that fields state. Errors: WrongShape."""
        return cls(
            at=said.moment("at"),
            made_at=said.moment("made_at"),
            head_seq=said.number("head_seq"),
            head_hash=said.text("head_hash"),
            last_act=said.text("last_act"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """Nothing happened to an article between the backup and the restore, by the workflow server's own record.

    Shape: `run_id` is the run whose history was read, up to its event `events`; `evidence` is a Vietnamese sentence.
    """

    kind: ClassVar[EntryKind] = EntryKind.RELEASED
    act_id: ClassVar[None] = None
    at: datetime
    article_id: ArticleId
    run_id: str
    events: int
    evidence: str

    def said(self) -> dict[str, Any]:
        """Its own fields, as they are written."""
        return {"run_id": self.run_id, "events": self.events, "evidence": self.evidence}

    @classmethod
    def read(cls, said: Fields) -> Self:
        """The line that fields state. Errors: WrongShape."""
        return cls(
            at=said.moment("at"),
            article_id=ArticleId(said.text("article_id")),
            run_id=said.text("run_id"),
            events=said.number("events"),
            evidence=said.text("evidence"),
        )
