"""Payload encryption: with a key set, nothing readable leaves a worker or the desk towards the Temporal server."""

import os
from base64 import b64decode
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from temporalio.api.common.v1 import Payload
from temporalio.converter import DataConverter, DefaultFailureConverterWithEncodedAttributes, PayloadCodec

_ENCODING: Final = b"binary/toasoan-aes-gcm"
_NONCE_BYTES: Final = 12


class SealingCodec(PayloadCodec):
    """AES-GCM over whole payloads. Shape: the key is 32 raw bytes in base64; unknown encodings pass unread."""

    def __init__(self, key: str) -> None:
        self._cipher = AESGCM(b64decode(key))

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """The payloads sealed."""
        return [self._sealed(payload) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """The payloads opened."""
        return list(self._opened(payloads))

    def _sealed(self, payload: Payload) -> Payload:
        nonce = os.urandom(_NONCE_BYTES)
        data = nonce + self._cipher.encrypt(nonce, payload.SerializeToString(), None)
        return Payload(metadata={"encoding": _ENCODING}, data=data)

    def _opened(self, payloads: Iterable[Payload]) -> Iterable[Payload]:
        for payload in payloads:
            if payload.metadata.get("encoding") != _ENCODING:
                yield payload
                continue
            nonce, sealed = payload.data[:_NONCE_BYTES], payload.data[_NONCE_BYTES:]
            yield Payload.FromString(self._cipher.decrypt(nonce, sealed, None))


def data_converter(key: str) -> DataConverter:
    """The converter for all clients: sealing when a key is given."""
    if not key:
        return DataConverter.default
    return replace(
        DataConverter.default,
        payload_codec=SealingCodec(key),
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    )
