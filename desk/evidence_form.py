"""What a pack of evidence is made of: its shape, its digest, and what the ledger's entries in it say.

Asked by the one who makes a pack and the one who checks it, so that both read the ledger alike.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from newsroom.article import ContentHash
from newsroom.claims import claim_from
from newsroom.errors import Refused
from newsroom.stages import Act, Stage

FORMAT: Final = "toasoan-evidence-1"
_APPROVED: Final = frozenset({Stage.SCHEDULED, Stage.PUBLISHING, Stage.PUBLISHED})
_RECEIPT_FIELDS: Final = ("channel", "url", "external_id", "content_hash", "fingerprint", "at")

Body = Mapping[str, Any]


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
    """The entry by which a version of the board came into force."""

    version: int
    digest: str
    entry: PackedEntry


class Receipt(_Strict):
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
    """A whole pack; anything more or anything less is no pack."""

    format: Literal["toasoan-evidence-1"]
    made_at: AwareDatetime
    article_id: str
    approved_hash: str
    desk_public_key: str
    revisions: tuple[Revision, ...]
    entries: Annotated[tuple[PackedEntry, ...], Field(min_length=1)]
    receipts: tuple[Receipt, ...]
    boards: tuple[Adoption, ...]
    chain: tuple[tuple[int, str, str], ...]
    head: PackedHead
    digest: str


def pack_digest(pack: Mapping[str, Any]) -> str:
    """Digest (hex SHA-256) over everything in a pack but the digest itself; tells damage, not forgery."""
    rest = {key: value for key, value in pack.items() if key != "digest"}
    text = json.dumps(rest, ensure_ascii=True, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def is_accepted(body: Body) -> bool:
    """Whether an entry tells of an act that was accepted."""
    return body.get("kind") == "act" and body.get("outcome") == "accepted"


def is_board_decision(body: Body) -> bool:
    """Whether an entry tells what a meeting of the board has decided on the article."""
    return body.get("kind") == "board_decision"


def is_step(body: Body) -> bool:
    """Whether an entry tells of something that moved the article on by a signed word of a member."""
    return is_accepted(body) or is_board_decision(body)


def is_receipt(body: Body) -> bool:
    """Whether an entry tells of a channel that shows the article."""
    return body.get("kind") == "receipt"


def receipt_of(seq: int, body: Body) -> dict[str, Any]:
    """The receipt in an entry; None for whatever the entry leaves out."""
    return {"seq": seq} | {name: body.get(name) for name in _RECEIPT_FIELDS}


def approved_hash_of(bodies: list[Body]) -> str:
    """Hash of the text that was approved last; empty when none was, or when the approval was taken back since."""
    approved = ""
    for body in bodies:
        if is_accepted(body) and body.get("act") == Act.APPROVE:
            approved = str(body.get("content_hash"))
        elif is_step(body) and body.get("stage") not in _APPROVED:
            approved = ""
    return approved


def texts_named(bodies: list[Body]) -> tuple[ContentHash, ...]:
    """The texts that the submission and the accepted acts name, in order, each once."""
    named: list[str] = []
    for body in bodies:
        if body.get("kind") == "submission" or is_accepted(body):
            named += [claimed_hash(body), str(body.get("content_hash"))]
    return tuple(ContentHash(text) for text in dict.fromkeys(named) if text)


def claimed_hash(body: Body) -> str:
    """Hash of the text that the signed claim of an entry names; empty when it holds no claim."""
    try:
        return str(claim_from(str(body.get("claim"))).content_hash)
    except Refused:
        return ""
