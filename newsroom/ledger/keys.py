"""Which key counts at which line: the ring of the desk's keys, folded from the lines that change them.

The first key comes from outside and is the root of trust; each other comes by a line that the key before it, or the
second office's, has signed. How a signature is checked is handed in.
"""

import base64
import binascii
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from newsroom.claims import CLAIM_LIFETIME
from newsroom.ledger.entries import Line, Unreadable
from newsroom.ledger.key_lines import KeyChanged, KeyStolen, Theft

Verify = Callable[[str, str, str], bool]
"""Whether a public key (first) has signed a text (second) with a signature (third)."""

_KEY_BYTES: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key of the desk, and for how long.

    Shape: it counts for the lines after `from_line`, up to `to_line` and for acts on the way a little longer; the first
    has neither line nor hour of its beginning, the present one none of its end. One that was reported stolen counts for
    no line from `stolen_from` on, nor for any after the report, `reported_line`.
    """

    public_key: str
    from_line: int = 0
    from_at: datetime | None = None
    to_line: int | None = None
    to_at: datetime | None = None
    stolen_from: datetime | None = None
    reported_line: int | None = None

    def counts_for(self, line: int, at: datetime) -> bool:
        """Whether what it signed counts at a line."""
        if line <= self.from_line or self._is_void(line, at):
            return False
        if self.to_line is None or self.to_at is None or line <= self.to_line:
            return True
        return at <= self.to_at + CLAIM_LIFETIME

    def _is_void(self, line: int, at: datetime) -> bool:
        late = self.stolen_from is not None and at >= self.stolen_from
        return late or (self.reported_line is not None and line > self.reported_line)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRing:
    """The keys in their order.

    Shape: `second` is the public key of a second office, empty without one; `newest` is the number of the last line
    that was read; `faults` name, in Vietnamese, the lines that change nothing because nobody who may has signed them.
    Source: promise 2 of the design.
    """

    keys: tuple[Key, ...]
    second: str
    verify: Verify
    newest: int = 0
    faults: tuple[str, ...] = ()

    @property
    def present(self) -> str:
        """The public key that the desk signs with now."""
        return self.keys[-1].public_key

    @property
    def next_line(self) -> int:
        """A number for a line that is not written yet: after every line that the ring knows."""
        return self.newest + 1

    @property
    def thefts(self) -> tuple[Theft, ...]:
        """The keys that were reported stolen, and since when somebody else had them."""
        return tuple((key.public_key, key.stolen_from) for key in self.keys if key.stolen_from is not None)

    def admits(self, text: str, signature: str, at: datetime) -> bool:
        """Whether a key that counts for the next line signed the text, so that it may be taken in at an instant."""
        return self.holds(text, signature, line=self.next_line, at=at)

    def holds(self, text: str, signature: str, *, line: int, at: datetime) -> bool:
        """Whether a key valid for ledger line number `line`, written at `at`, signed the text."""
        return self._signer(text, signature, line, at) is not None

    def is_doubtful(self, text: str, signature: str, *, line: int, at: datetime) -> bool:
        """Whether the signature holds, but by a key that was stolen later: it waits until somebody signs anew."""
        signer = self._signer(text, signature, line, at)
        return signer is not None and signer.stolen_from is not None

    def accepts(self, public_key: str, at: datetime) -> bool:
        """Whether what this key signs now counts, if only for the acts that are on the way."""
        return any(key.public_key == public_key and key.counts_for(self.next_line, at) for key in self.keys)

    def extended(self, lines: Iterable[Line]) -> "KeyRing":
        """The ring after further lines; those that tell of no key are passed over."""
        ring = self
        for line in lines:
            match line.entry:
                case KeyChanged() as changed:
                    ring = _after_change(ring, line.seq, changed)
                case KeyStolen() as stolen:
                    ring = _after_report(ring, line.seq, stolen)
                case Unreadable(reason=reason):
                    said = f"Dòng {line.seq} nói về khóa mà không đọc được ({reason}): không tính."
                    ring = replace(ring, faults=(*ring.faults, said))
                case _:
                    pass
            ring = replace(ring, newest=max(ring.newest, line.seq))
        return ring

    def _signer(self, text: str, signature: str, line: int, at: datetime) -> Key | None:
        for key in reversed(self.keys):
            if key.counts_for(line, at) and self.verify(key.public_key, text, signature):
                return key
        return None


def first_ring(first: str, second: str, verify: Verify) -> KeyRing:
    """The ring before any line: the newsroom's first key, and the second office's."""
    return KeyRing(keys=(Key(public_key=first),), second=second, verify=verify)


def is_public_key(text: str) -> bool:
    """Whether a text has the form of a public key: 32 bytes in base64, in its one spelling."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return len(raw) == _KEY_BYTES and base64.b64encode(raw).decode() == text


def _after_change(ring: KeyRing, seq: int, line: KeyChanged) -> KeyRing:
    used = {key.public_key for key in ring.keys} | {ring.second}
    fits = line.before == ring.present and line.public_key not in used and is_public_key(line.public_key)
    if not (fits and _is_sealed(ring, seq, line)):
        return _passed_over(ring, seq, "đổi khóa")
    ended = replace(ring.keys[-1], to_line=seq, to_at=line.at)
    new = Key(public_key=line.public_key, from_line=seq, from_at=line.at)
    return replace(ring, keys=(*ring.keys[:-1], ended, new))


def _after_report(ring: KeyRing, seq: int, line: KeyStolen) -> KeyRing:
    # The present key may have its own thief: that it was stolen is the second office's word only.
    own = {ring.present} if line.by != ring.second else set()
    if line.public_key not in {key.public_key for key in ring.keys} - own or not _is_sealed(ring, seq, line):
        return _passed_over(ring, seq, "báo mất khóa")
    keys = (_reported(key, line, seq) if key.public_key == line.public_key else key for key in ring.keys)
    return replace(ring, keys=tuple(keys))


def _is_sealed(ring: KeyRing, seq: int, line: KeyChanged | KeyStolen) -> bool:
    """Whether the line is signed by a key that may: the present one while it counts, or the second office's."""
    present = line.by == ring.present and ring.keys[-1].counts_for(seq, line.at)
    may = present or (line.by != "" and line.by == ring.second)
    return may and ring.verify(line.by, line.text, line.signature)


def _passed_over(ring: KeyRing, seq: int, what: str) -> KeyRing:
    said = f"Dòng {seq} ghi {what} nhưng không có chữ ký của khóa đang dùng hoặc của cơ quan thứ hai: không tính."
    return replace(ring, faults=(*ring.faults, said))


def _reported(key: Key, line: KeyStolen, seq: int) -> Key:
    """A key after a report; a later report makes the hour earlier, never later."""
    stolen_from = min(key.stolen_from or line.stolen_from, line.stolen_from)
    return replace(key, stolen_from=stolen_from, reported_line=key.reported_line or seq)
