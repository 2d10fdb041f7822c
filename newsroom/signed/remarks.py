"""The claim by which a member says something for the record: on the day, or on why an article was late."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from newsroom.article import ArticleId, MemberId
from newsroom.board import Office
from newsroom.shape import Fields
from newsroom.signed.canonical import EARLIEST, Signed, besides, besides_in, canonical, stated_in

REMARK: Final = "remark"
LONGEST_REMARK: Final = 2_000
"""Characters."""

_KEPT: Final = "mọi việc"
_BESIDES: Final = frozenset(Signed.__dataclass_fields__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark(Signed):
    """What was said, as it is signed.

    Shape: about an article's lateness, or about the day when `article_id` is empty.
    """

    act_id: str
    member: MemberId
    office: Office
    article_id: ArticleId
    text: str
    made_at: datetime

    @property
    def act(self) -> str:
        """What is done, by the name that the signed text has for it."""
        return REMARK

    @property
    def subject(self) -> str:
        """What it is about."""
        return f"article/{self.article_id}" if self.article_id else "digest"

    @property
    def label(self) -> str:
        """What is done, in Vietnamese."""
        return "ghi lý do quá hạn" if self.article_id else "ghi ý kiến vào bản tổng hợp"

    @property
    def kept(self) -> str:
        """What stays as it is when it is not done."""
        return _KEPT


def remark_text(claim: Remark) -> str:
    """Canonical text of a remark: the bytes that are signed are its UTF-8."""
    own = {name: value for name, value in asdict(claim).items() if name not in _BESIDES}
    return canonical(own | {"act": REMARK} | besides(claim))


def remark_from(text: str) -> Remark:
    """The remark that a canonical text states. Errors: Refused (bad_request) when the text is none."""
    return stated_in(text, _claim, remark_text, _KEPT)


def _claim(data: Mapping[str, Any]) -> Remark:
    said, extra = Fields(data), besides_in(data)
    if extra["version"] == EARLIEST:
        raise ValueError(EARLIEST)
    return Remark(
        act_id=said.text("act_id"),
        member=MemberId(said.text("member")),
        office=said.one_of(Office, "office"),
        article_id=ArticleId(said.text("article_id")),
        text=said.text("text"),
        made_at=said.moment("made_at"),
        **extra,
    )
