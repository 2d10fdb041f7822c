"""How values are written for the Temporal server: as JSON in which each letter stands as it is.

What a message says only by default is left out, because its reader adds it: the default of a field never changes.
"""

from dataclasses import fields, is_dataclass
from typing import Any, Final

from temporalio.converter import (
    AdvancedJSONEncoder,
    CompositePayloadConverter,
    DefaultPayloadConverter,
    JSONPlainPayloadConverter,
)

_JSON: Final = "json/plain"


class _Letters(AdvancedJSONEncoder):
    """Half a surrogate pair, which only a forger sends, is no letter and stays spelt out."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "ensure_ascii": False})

    def default(self, o: Any) -> Any:
        if is_dataclass(o) and not isinstance(o, type):
            said = ((field, getattr(o, field.name)) for field in fields(o))
            return {field.name: value for field, value in said if value != field.default}
        return super().default(o)

    def encode(self, o: Any) -> str:
        text = super().encode(o)
        try:
            text.encode()
        except UnicodeEncodeError:
            return text.encode("utf-8", "backslashreplace").decode()
        return text


class Payloads(CompositePayloadConverter):
    """The SDK's own conversion but for the letters; each reads what the other has written."""

    def __init__(self) -> None:
        known = DefaultPayloadConverter.default_encoding_payload_converters
        super().__init__(
            *(JSONPlainPayloadConverter(encoder=_Letters) if each.encoding == _JSON else each for each in known)
        )
