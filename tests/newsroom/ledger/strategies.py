"""Entries of every kind, as anything could fill them."""

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, Final

from hypothesis import strategies as st

from newsroom.board import Office
from newsroom.ledger.acts import ActAccepted, ActRefused, BoardDecision, Entered, Submission
from newsroom.ledger.confirmations import PointActAccepted, PointActRefused, RecordsConfirmed, Remarked
from newsroom.ledger.entries import Entry
from newsroom.ledger.key_lines import KeyChanged, KeyStolen
from newsroom.ledger.matter_acts import (
    Adopted,
    Agenda,
    Amending,
    Away,
    BoardAdopted,
    Conclusions,
    Lent,
    MatterActAccepted,
    MatterActRefused,
)
from newsroom.ledger.recoveries import Released, Restored
from newsroom.ledger.sightings import Breach, ChannelAmended, ChannelStopped, Receipt
from newsroom.ledger.tallies import RefusalsCounted
from newsroom.ledger.ways_in import AccessRefused, AccountChanged, TokenChanged

KINDS: Final[tuple[type[Any], ...]] = (
    Submission, ActAccepted, ActRefused, BoardDecision, MatterActAccepted, MatterActRefused, BoardAdopted, Receipt,
    ChannelAmended, ChannelStopped, Breach, KeyChanged, KeyStolen, Restored, Released, RefusalsCounted,
)  # fmt: skip
LATER: Final[tuple[type[Any], ...]] = (
    AccessRefused, AccountChanged, TokenChanged, Entered, RecordsConfirmed, Remarked, PointActAccepted, PointActRefused,
)  # fmt: skip
"""Kinds that old code has not written."""

words: Final = st.text(st.characters(codec="utf-8"), max_size=20)
moments: Final = st.datetimes(
    min_value=datetime(2000, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    timezones=st.just(UTC),
)
json_values: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=12,
)


def _effects() -> st.SearchStrategy[Any]:
    plain = [st.builds(made) for made in (Away, Lent, Agenda, Adopted, Amending)]
    concluded = st.builds(Conclusions, decisions=st.dictionaries(words, words, max_size=3))
    return st.none() | st.one_of(*plain) | concluded


st.register_type_strategy(str, words)
st.register_type_strategy(datetime, moments)


def entries(kind: type[Entry]) -> st.SearchStrategy[Entry]:
    """Entries of one kind."""
    given: dict[str, Any] = {}
    names = {field.name for field in fields(kind)}
    if "facts" in names:
        given["facts"] = st.dictionaries(words, words, max_size=3)
    if "effect" in names:
        given["effect"] = _effects()
    if kind is Submission:
        signed = {"act_id": st.none() | words, "office": st.none() | st.sampled_from(Office)}
        given |= signed | {"claim": words, "signature": words}
    return st.builds(kind, **given)
