"""The head of the ledger as it was kept outside the storage, and what a later ledger says otherwise.

A chain proves its order and its contents; that nothing was cut off its end, or written anew from some line on, only
what was kept elsewhere can tell.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from newsroom.ledger.chain import GENESIS, Head, body_text
from newsroom.shape import Fields, WrongShape
from newsroom.working_time import local

HEXADECIMAL: Final = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """How far the ledger had come at an hour, and its hash there.

    Shape: `restored` says why the ledger was shorter from then on, empty as long as it only grew; `numbers` are the
    last ones given until then, such as article/2026-0421, so that a restore gives none of them again; `signature` is
    that of a second office over `text`, empty without one.
    """

    at: datetime
    seq: int
    hash: str
    restored: str = ""
    numbers: tuple[str, ...] = ()
    signature: str = ""

    @property
    def text(self) -> str:
        """What is signed: its canonical text without the signature."""
        return body_text({name: value for name, value in self._said().items() if name != "signature"})

    @property
    def line(self) -> str:
        """The line that keeps it, without its end."""
        return body_text(self._said())

    def _said(self) -> dict[str, object]:
        said: dict[str, object] = {"at": self.at.isoformat(), "seq": self.seq, "hash": self.hash}
        later = {"restored": self.restored, "numbers": list(self.numbers), "signature": self.signature}
        return said | {name: value for name, value in later.items() if value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchors:
    """All that was kept, oldest first. Shape: `unreadable` are the numbers of lines that say nothing we know."""

    kept: tuple[Anchor, ...] = ()
    unreadable: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What the ledger says otherwise than its anchors, and what a reader should know, in Vietnamese."""

    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def anchors_in(text: str) -> Anchors:
    """The anchors that lines of text keep; empty lines are passed over, and so is all before the first brace.

    Shape: lines may be pasted out of letters.
    """
    kept: list[Anchor] = []
    unreadable: list[int] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            kept.append(_anchor(line[line.index("{") :]))
        except (ValueError, RecursionError):
            unreadable.append(number)
    return Anchors(kept=tuple(kept), unreadable=tuple(unreadable))


def compared(
    anchors: Anchors, hashes: Mapping[int, str], head: Head, sealed: Callable[[str, str], bool] | None
) -> Compared:
    """The ledger against its anchors.

    Shape:  `hashes` are those that the ledger has now at the lines of the anchors; `sealed` says whether the second
            office has signed a text (first) with a signature (second), None where no key of it is known.
    Source: promise 9 of the design; rules 7 and 23.
    """
    return Compared(
        faults=(*_spoilt(anchors), *_unsealed(anchors.kept, sealed), *_moved(anchors.kept, hashes, head)),
        notes=tuple(
            f"Lúc {_hour(each)} sổ được phục hồi ngắn lại còn {each.seq} dòng, đã khai báo: {each.restored}"
            for each in anchors.kept
            if each.restored
        ),
    )


def binding(kept: Iterable[Anchor]) -> tuple[Anchor, ...]:
    """The anchors that still bind: what a restore that was told of has cut off binds no longer."""
    left: list[Anchor] = []
    for anchor in kept:
        if anchor.restored:
            left = [each for each in left if each.seq <= anchor.seq]
        left.append(anchor)
    return tuple(left)


def differs(anchor: Anchor, hash_there: str | None, head: Head) -> str:
    """What the ledger says otherwise than one anchor, in Vietnamese; empty when it says the same.

    Shape: `hash_there` is what it has at the anchor's line, None without that line.
    Source: promise 9 of the design; rules 7 and 23.
    """
    there = {anchor.seq: hash_there} if hash_there else {}
    return " ".join(_moved((anchor,), there, head))


def _spoilt(anchors: Anchors) -> Iterator[str]:
    for number in anchors.unreadable:
        yield f"Dòng {number} của tệp mốc sổ không đọc được: tệp đã bị sửa hoặc hỏng."


def _unsealed(kept: Iterable[Anchor], sealed: Callable[[str, str], bool] | None) -> Iterator[str]:
    for anchor in kept:
        if sealed is not None and anchor.signature and not sealed(anchor.text, anchor.signature):
            yield f"Mốc sổ lúc {_hour(anchor)} có chữ ký không phải của cơ quan thứ hai."


def _moved(kept: Iterable[Anchor], hashes: Mapping[int, str], head: Head) -> Iterator[str]:
    """The first lines that are not what they were, and those that are gone from the end."""
    good, longest, is_told = 0, None, False
    for anchor in sorted(binding(kept), key=lambda each: each.seq):
        there = GENESIS if anchor.seq == 0 else hashes.get(anchor.seq)
        longest = anchor if there is None else longest
        if there == anchor.hash:
            good = anchor.seq
        elif there is not None and not is_told:
            is_told = True
            yield (
                f"Mốc sổ lúc {_hour(anchor)} ghi dòng {anchor.seq} có mã {anchor.hash[:12]}, sổ nay ghi {there[:12]}: "
                f"trong các dòng {good + 1} đến {anchor.seq} có dòng đã bị thay, rồi chuỗi được tính lại."
            )
    if longest is not None:
        anew = f", hoặc có dòng trong các dòng {good + 1} đến {longest.seq} đã bị bỏ rồi chuỗi được tính lại"
        yield (
            f"Mốc sổ lúc {_hour(longest)} ghi sổ có {longest.seq} dòng, nay sổ chỉ còn {head.seq}: các dòng "
            f"{min(head.seq, longest.seq - 1) + 1} đến {longest.seq} đã bị cắt mất{anew if good < head.seq else ''}."
        )


def _anchor(line: str) -> Anchor:
    said = Fields(json.loads(line))
    anchor = Anchor(
        at=said.moment("at"),
        seq=said.number("seq"),
        hash=said.text("hash"),
        restored=said.text("restored", ""),
        numbers=said.texts("numbers", ()),
        signature=said.text("signature", ""),
    )
    if anchor.seq < 0 or len(anchor.hash) != len(GENESIS) or not HEXADECIMAL.issuperset(anchor.hash):
        message = "không phải một mốc sổ"
        raise WrongShape(message)
    return anchor


def _hour(anchor: Anchor) -> str:
    return f"{local(anchor.at):%H:%M:%S %d/%m/%Y}"


def sealed_by(anchor: Anchor, sign: Callable[[str], str]) -> Anchor:
    """The anchor with a second office's signature."""
    return replace(anchor, signature=sign(anchor.text))
