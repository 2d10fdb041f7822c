"""Payload encryption: with a key set, nothing readable leaves a worker or the desk towards the Temporal server."""

import os
from base64 import b64decode
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import replace
from hashlib import sha256
from typing import Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from temporalio.api.common.v1 import Payload
from temporalio.converter import (
    DataConverter,
    DefaultFailureConverterWithEncodedAttributes,
    PayloadCodec,
    SerializationContext,
    WithSerializationContext,
)

from newsroom.errors import InvalidInput
from workers.temporal.payloads import Payloads

ENCODING: Final = b"binary/toasoan-aes-gcm"
KEY_ID: Final = "key-id"
_NONCE_BYTES: Final = 12
_KEY_BYTES: Final = 32
_ID_DOMAIN: Final = b"toasoan/payload-key-id/1"
_ID_LETTERS: Final = 12


class NotOpened(InvalidTag):
    """Không mở được nội dung đã niêm phong: khóa đã niêm phong không có trong PAYLOAD_KEY và PAYLOAD_KEYS_OLD."""

    def __init__(self, workflow: str = "") -> None:
        super().__init__((type(self).__doc__ or "").strip())
        self.workflow = workflow


class SealingCodec(PayloadCodec, WithSerializationContext):
    """AES-GCM over whole payloads: sealed with `key`, opened with it or with one of the `old` keys.

    Shape: a key is 32 raw bytes in base64; its id follows from it, so that none has to be kept in step. A payload
    without an id is older than the ids; unknown encodings pass unread. Errors: InvalidInput for what is no key;
    NotOpened when no key fits.
    """

    def __init__(self, key: str, old: Sequence[str] = ()) -> None:
        raw = [_raw(key, "TOASOAN_PAYLOAD_KEY"), *(_raw(one, "TOASOAN_PAYLOAD_KEYS_OLD") for one in old)]
        self._ciphers = {_id_of(one): AESGCM(one) for one in raw}
        self._id = _id_of(raw[0])
        self._workflow = ""

    def with_context(self, context: SerializationContext) -> Self:
        """The same, and what cannot be opened names the workflow that it belongs to."""
        named = copy(self)
        named._workflow = getattr(context, "workflow_id", None) or ""  # noqa: SLF001 - its own copy
        return named

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """The payloads sealed."""
        return [self._sealed(payload) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """The payloads opened. Errors: NotOpened."""
        return [self._opened(one) if one.metadata.get("encoding") == ENCODING else one for one in payloads]

    def _sealed(self, payload: Payload) -> Payload:
        nonce = os.urandom(_NONCE_BYTES)
        data = nonce + self._ciphers[self._id].encrypt(nonce, payload.SerializeToString(), None)
        return Payload(metadata={"encoding": ENCODING, KEY_ID: self._id}, data=data)

    def _opened(self, payload: Payload) -> Payload:
        nonce, sealed = payload.data[:_NONCE_BYTES], payload.data[_NONCE_BYTES:]
        for cipher in self._fitting(payload.metadata.get(KEY_ID)):
            try:
                return Payload.FromString(cipher.decrypt(nonce, sealed, None))
            # ValueError: a nonce cut short.
            except (InvalidTag, ValueError):
                continue
        raise NotOpened(self._workflow)

    def _fitting(self, key_id: bytes | None) -> Iterable[AESGCM]:
        if key_id is None:
            return self._ciphers.values()
        return [self._ciphers[key_id]] if key_id in self._ciphers else []


def data_converter(key: str, old: Sequence[str] = ()) -> DataConverter:
    """The converter for all clients: sealing when a key is given. Errors: InvalidInput."""
    plain = replace(DataConverter.default, payload_converter_class=Payloads)
    if not key:
        return plain
    return replace(
        plain,
        payload_codec=SealingCodec(key, old),
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    )


def listed_keys(keys: str) -> tuple[str, ...]:
    """The keys of a list with commas, in its order."""
    return tuple(key for one in keys.split(",") if (key := one.strip()))


def _raw(key: str, setting: str) -> bytes:
    try:
        raw = b64decode(key, validate=True)
    except ValueError:
        raw = b""
    if len(raw) != _KEY_BYTES:
        raise InvalidInput(setting, f"khóa phải là {_KEY_BYTES} byte viết theo base64; hãy xem lại biến này.")
    return raw


def _id_of(raw: bytes) -> bytes:
    return sha256(_ID_DOMAIN + raw).hexdigest()[:_ID_LETTERS].encode()
