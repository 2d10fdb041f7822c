"""What is asked of the ring of keys: which key counts from when to when, and what a thief may have signed."""

from dataclasses import dataclass
from enum import StrEnum

from activities.signatures import is_signed_by
from activities.storage.keys import KeyStore
from newsroom.ledger.acts import ActAccepted, BoardDecision, Submission
from newsroom.ledger.entries import Line
from newsroom.ledger.keys import Key, KeyRing
from newsroom.ledger.matter_acts import MatterActAccepted

_Signed = Submission | ActAccepted | BoardDecision | MatterActAccepted


class Worth(StrEnum):
    """What is left of an act that was signed by a stolen key."""

    HELD = "held"
    VOID = "void"


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """A line signed by a stolen key: HELD from before the theft, VOID from after it."""

    seq: int
    entry: _Signed
    worth: Worth


class KeyReading:
    """Questions on the keys."""

    def __init__(self, keys: KeyStore) -> None:
        self._keys = keys

    async def ring(self) -> KeyRing:
        """The ring as it is now."""
        return await self._keys.present()

    async def touched(self) -> tuple[Touched, ...]:
        """The accepted acts and submissions that a stolen key has signed, oldest first; reads the ledger for them."""
        ring = await self._keys.present()
        found = [
            touched
            for key in ring.keys
            if key.stolen_from is not None
            async for line in self._keys.since(key)
            if (touched := _touched(ring, key, line)) is not None
        ]
        return tuple(sorted(found, key=lambda each: each.seq))


def _touched(ring: KeyRing, key: Key, line: Line) -> Touched | None:
    entry = line.entry
    if not isinstance(entry, _Signed) or not is_signed_by(key.public_key, entry.claim, entry.signature):
        return None
    held = ring.holds(entry.claim, entry.signature, line=line.seq, at=entry.at)
    return Touched(seq=line.seq, entry=entry, worth=Worth.HELD if held else Worth.VOID)
