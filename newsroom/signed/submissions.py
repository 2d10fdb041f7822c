"""The claim that hands in an article: who, in which office, with which text, under which request.

It is to a submission what `Claim` is to an act; the desk signs it, and the ledger's first line on the article keeps it.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from newsroom.article import ArticleId, Content, ContentHash, Kind, MemberId, Source, Topic, content_hash, subject_of
from newsroom.board import Office
from newsroom.shape import Fields
from newsroom.signed.canonical import EARLIEST, Signed, besides, besides_in, brought, canonical, source_in, stated_in

SUBMIT: Final = "submit"
_KEPT: Final = "các bài đã có"


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionClaim(Signed):
    """A member's submission, as it is signed; there is none of version 1.

    Shape: `member` is the author; `intake` the secretary who hands it in for a contributor; `awaits_intake` when she is
    still to pass it on; `points` is the digest of the text's points, empty when it has none.
    """

    act_id: str
    article_id: ArticleId
    request_id: str
    member: MemberId
    office: Office
    kind: Kind
    topics: tuple[Topic, ...]
    source: Source | None
    content_hash: ContentHash
    made_at: datetime
    intake: str = ""
    awaits_intake: bool = False
    points: str = ""

    @property
    def act(self) -> str:
        """What is done, by the name that the signed text has for it."""
        return SUBMIT

    @property
    def subject(self) -> str:
        """The article, by the name that its workflow has too."""
        return subject_of(self.article_id)

    @property
    def label(self) -> str:
        """What is done, in Vietnamese."""
        return "gửi bài"

    @property
    def kept(self) -> str:
        """What stays as it is when it is not done."""
        return _KEPT

    def is_of(self, article_id: str, request_id: str, member: str, content: Content) -> bool:
        """Whether the claim was signed for exactly this submission."""
        said, text = brought(content), content_hash(content)
        stated = (self.kind, self.topics, self.source, self.content_hash)
        named = (self.article_id, self.request_id, self.member)
        return named == (article_id, request_id, member) and stated == (said.kind, said.topics, said.source, text)


def submission_text(claim: SubmissionClaim) -> str:
    """Canonical text of a submission: the bytes that are signed are its UTF-8.

    Shape: what came later is left out while it says nothing, so that older submissions keep their text.
    """
    own = {n: v for n, v in asdict(claim).items() if n not in _BESIDES and (v or n not in _LATER)}
    return canonical(own | {"act": SUBMIT} | besides(claim))


@lru_cache(maxsize=512)
def submission_from(text: str) -> SubmissionClaim:
    """The submission that a canonical text states. Errors: Refused (bad_request) when the text is none."""
    return stated_in(text, _claim, submission_text, _KEPT)


_BESIDES: Final = frozenset(Signed.__dataclass_fields__)
_LATER: Final = frozenset({"intake", "awaits_intake", "points"})


def _claim(data: Mapping[str, Any]) -> SubmissionClaim:
    said, extra = Fields(data), besides_in(data)
    if extra["version"] == EARLIEST:
        raise ValueError(EARLIEST)
    return SubmissionClaim(
        act_id=said.text("act_id"),
        article_id=ArticleId(said.text("article_id")),
        request_id=said.text("request_id"),
        member=MemberId(said.text("member")),
        office=said.one_of(Office, "office"),
        kind=said.one_of(Kind, "kind"),
        topics=tuple(Topic(name) for name in said.texts("topics")),
        source=source_in(said, "source"),
        content_hash=ContentHash(said.text("content_hash")),
        made_at=said.moment("made_at"),
        intake=said.text("intake", ""),
        awaits_intake=said.flag("awaits_intake", False),
        points=said.text("points", ""),
        **extra,
    )
