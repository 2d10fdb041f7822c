"""What the ledger proves of an article: what is read for it, and what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from activities.storage.ledger import HISTORY, MOVES
from newsroom.article import Content
from newsroom.authority import Route
from newsroom.ledger.gate import differences
from newsroom.ledger.proofs import Proof
from newsroom.standing import Standing

PROOF: Final = f"""{HISTORY}, ARRAY(
    SELECT content FROM revisions WHERE article_id = $1
    AND EXISTS (SELECT FROM ({MOVES}) AS line WHERE strpos(line.body, revisions.content_hash) > 0)
) AS texts"""  # noqa: S608 - every word is ours
"""What proves how an article stands, as columns of a statement whose first values are its id and what was seen: each
text that a line names, so no more than was signed for."""


class NotApproved(Exception):
    """Bản này chưa được duyệt để đăng trên kênh này nên không gửi đi."""

    def __init__(self, said: str = "") -> None:
        super().__init__(said or (type(self).__doc__ or "").strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """What the ledger proves of an article, with the texts that its acts name.

    Shape: `routes` are those that the notices in force since the beginning give to its text; `judged` is the last line
    of the article that was looked at.
    """

    proof: Proof
    judged: int
    texts: Mapping[str, Content]
    routes: tuple[Route, ...] = ()

    def standing(self, at: datetime) -> Standing:
        """The standing that signed acts have led to at an instant."""
        return self.proof.standing_at(at)

    def differences(self, row: Standing, at: datetime) -> tuple[str, ...]:
        """What a row says otherwise, each as a part of a Vietnamese sentence."""
        return tuple(differences(self.standing(at), row, self.routes))

    def text(self, text: str) -> Content:
        """A text that the acts name. Errors: NotApproved when the stored one is another by now."""
        if text not in self.texts:
            raise NotApproved
        return self.texts[text]
