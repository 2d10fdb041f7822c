"""What a pack of evidence is made of: its shape, its digest, and what the ledger's entries in it say.

Asked by the one who makes a pack and the one who checks it, so that both read the ledger alike.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from newsroom.article import ContentHash
from newsroom.claims import claim_from
from newsroom.errors import Refused
from newsroom.ledger.acts import ActAccepted, BoardDecision, Submission
from newsroom.ledger.chain import Link
from newsroom.ledger.entries import Line, entry_from, readable
from newsroom.ledger.key_lines import KeyChanged, KeyStolen
from newsroom.ledger.sightings import Receipt

FORMAT: Final = "toasoan-evidence-2"
"""What is made now: with the deeds and the notices by which anybody can say again who was entitled."""

FIRST_FORMAT: Final = "toasoan-evidence-1"
"""What was made before: it names who decided and on what ground, and proves neither."""

Step = ActAccepted | BoardDecision
"""What moved an article on by a signed word of a member."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Revision(_Strict):
    """A text of the article, in its canonical form."""

    content_hash: str
    content: str


class PackedEntry(_Strict):
    """An entry of the ledger, as the ledger holds it."""

    seq: int
    body: str
    prev_hash: str
    hash: str


class Adoption(_Strict):
    """The entry by which a version of the board came into force; `source` is its text, not in the first format."""

    version: int
    digest: str
    entry: PackedEntry
    source: str | None = None


class PackedReceipt(_Strict):
    """What a channel was seen to show, and the number of the entry that says so."""

    seq: int
    channel: str
    url: str
    external_id: str
    content_hash: str
    fingerprint: str
    at: str


class PackedHead(_Strict):
    """The last link of the chain."""

    seq: int
    hash: str


class Pack(_Strict):
    """A whole pack; anything more or anything less is no pack.

    Shape: `desk_public_key` is the newsroom's first key. `keys` are the lines that changed it or told of a theft,
    `restores` those about restores of the storage, and `second_public_key` is there where one of the former rests on
    it: a pack without them is as packs always were. `deeds` are the accepted acts by which powers were lent, taken back
    and notices adopted, `first_board` the digest of the notice that nobody could sign for; the first format lacks both.
    """

    format: Literal["toasoan-evidence-1", "toasoan-evidence-2"]
    made_at: AwareDatetime
    article_id: str
    approved_hash: str
    desk_public_key: str
    second_public_key: str = ""
    keys: tuple[PackedEntry, ...] = ()
    restores: tuple[PackedEntry, ...] = ()
    revisions: tuple[Revision, ...]
    entries: Annotated[tuple[PackedEntry, ...], Field(min_length=1)]
    receipts: tuple[PackedReceipt, ...]
    boards: tuple[Adoption, ...]
    chain: tuple[tuple[int, str, str], ...]
    head: PackedHead
    digest: str
    deeds: tuple[PackedEntry, ...] | None = None
    first_board: str | None = None

    @model_validator(mode="after")
    def _is_of_its_format(self) -> Self:
        later = (self.deeds, self.first_board, *(adoption.source for adoption in self.boards))
        if any((said is None) is not (self.format == FIRST_FORMAT) for said in later):
            raise PydanticCustomError("format", "not of its format")
        return self


def pack_digest(pack: Mapping[str, Any]) -> str:
    """Digest (hex SHA-256) over everything in a pack but the digest itself; tells damage, not forgery."""
    rest = {key: value for key, value in pack.items() if key != "digest"}
    text = json.dumps(rest, ensure_ascii=True, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def read(links: Iterable[PackedEntry | Link]) -> tuple[Line, ...]:
    """What the rows of a ledger say."""
    return tuple(Line(seq=link.seq, entry=entry_from(link.body)) for link in links)


def key_signers(lines: Iterable[Line]) -> frozenset[str]:
    """The keys that have signed lines about keys."""
    return frozenset(entry.by for entry in readable(lines) if isinstance(entry, KeyChanged | KeyStolen))


def steps(lines: Iterable[Line]) -> Iterator[tuple[int, Step]]:
    """What moved the article on by a signed word of a member, with the numbers of the lines."""
    for line in lines:
        if isinstance(line.entry, ActAccepted | BoardDecision):
            yield line.seq, line.entry


def receipts_in(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """The receipts that the lines tell of, as a pack has them."""
    return [
        {
            "seq": line.seq,
            "channel": line.entry.channel,
            "url": line.entry.url,
            "external_id": line.entry.external_id,
            "content_hash": line.entry.content_hash,
            "fingerprint": line.entry.fingerprint,
            "at": line.entry.at.isoformat(),
        }
        for line in lines
        if isinstance(line.entry, Receipt)
    ]


def texts_named(lines: Iterable[Line]) -> tuple[ContentHash, ...]:
    """The texts that the submission, the accepted acts and the receipts name, in order, each once."""
    named: list[str] = []
    for entry in readable(lines):
        match entry:
            case Submission():
                named.append(entry.content_hash)
            case ActAccepted():
                named += [claimed_hash(entry), entry.content_hash]
            case Receipt():
                named.append(entry.content_hash)
            case _:
                pass
    return tuple(ContentHash(text) for text in dict.fromkeys(named) if text)


def claimed_hash(entry: ActAccepted) -> str:
    """Hash of the text that the signed claim of an act names; empty when it holds no claim."""
    try:
        return str(claim_from(entry.claim).content_hash)
    except Refused:
        return ""
