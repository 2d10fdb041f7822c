"""The arithmetic of the ledger: how entries are chained, and how a chain is checked.

Shape of the chain: hash(n) = SHA-256 of "n|hash(n-1)|SHA-256(body n)"; the body is canonical JSON text. Because only
the hash of a body enters the chain, an evidence pack can prove one article's entries without showing the others.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

GENESIS: Final = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One row of the ledger, as stored; what its body says is read in `entries`."""

    seq: int
    body: str
    prev_hash: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The last entry that the ledger says it has; seq 0 and the genesis hash when it is empty."""

    seq: int
    hash: str


def body_text(body: dict[str, Any]) -> str:
    """Canonical text of an entry's body: compact JSON with sorted keys."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def named_by(body: str) -> tuple[object, object]:
    """The article and the act that a body names; two ellipses, like no column, for a body that names none."""
    try:
        said = json.loads(body)
        return said["article_id"], said["act_id"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ..., ...


def body_hash(body: str) -> str:
    """Hash (hex SHA-256) of an entry's body."""
    return hashlib.sha256(body.encode()).hexdigest()


def entry_hash(seq: int, prev_hash: str, hash_of_body: str) -> str:
    """Hash (hex SHA-256) that an entry must carry."""
    return hashlib.sha256(f"{seq}|{prev_hash}|{hash_of_body}".encode()).hexdigest()


def faults(links: Iterable[Link], head: Head) -> tuple[str, ...]:
    """What is wrong with a whole ledger, in Vietnamese; empty when every row is as it was written.

    Shape: `links` in order of `seq`. Finds rows that were altered, removed (also the last ones) or reordered.
    Source: promise 9 of the design; rules 7 and 23.
    """
    found: list[str] = []
    seq, previous = 0, GENESIS
    for link in links:
        if link.seq <= seq:
            found.append(f"Dòng {link.seq} đứng sau dòng {seq}: có dòng bị đổi chỗ hoặc ghi hai lần.")
        elif link.seq != seq + 1:
            found.append(f"Thiếu dòng {seq + 1} đến {link.seq - 1}: có dòng đã bị xóa.")
        elif link.prev_hash != previous:
            found.append(f"Dòng {link.seq} không nối với dòng trước: có dòng bị đổi chỗ hoặc thay.")
        if link.hash != entry_hash(link.seq, link.prev_hash, body_hash(link.body)):
            found.append(f"Dòng {link.seq} đã bị sửa nội dung sau khi ghi.")
        seq, previous = link.seq, link.hash
    if (head.seq, head.hash) != (seq, previous):
        found.append(f"Sổ ghi có {head.seq} dòng nhưng chỉ còn {seq}: các dòng cuối đã bị xóa hoặc thay.")
    return tuple(found)
