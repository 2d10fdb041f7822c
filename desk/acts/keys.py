"""Changing the key that the desk signs with, reporting one as stolen, and whether the desk's own still counts."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from activities.storage.database import now
from activities.storage.keys import KeyStore
from desk.signing import DeskKey
from newsroom.errors import InvalidInput
from newsroom.ledger.key_lines import KeyChanged, KeyStolen
from newsroom.ledger.keys import KeyRing

PRIVATE_KEY: Final = "TOASOAN_DESK_PRIVATE_KEY"


class KeyDesk:
    """Lines about keys, signed by the key that the desk has now or by the second office's."""

    def __init__(self, keys: KeyStore, signer: DeskKey) -> None:
        self._keys = keys
        self._signer = signer

    async def change(self, public_key: str) -> KeyRing:
        """The ring in which another key follows the present one. Errors: Refused (bad_signature)."""
        ring = await self._keys.present()
        by = self._signer.public_key
        line = KeyChanged(at=now(), before=ring.present, public_key=public_key, by=by, signature="")
        return await self._keys.write(replace(line, signature=self._signer.signature_of(line.text)))

    async def report_stolen(self, public_key: str, stolen_from: datetime) -> KeyRing:
        """The ring in which a key counts for nothing from an hour on. Errors: Refused (bad_signature)."""
        line = KeyStolen(
            at=now(), public_key=public_key, stolen_from=stolen_from, by=self._signer.public_key, signature=""
        )
        return await self._keys.write(replace(line, signature=self._signer.signature_of(line.text)))


async def check_own_key(keys: KeyStore, key: DeskKey) -> str:
    """Nothing when the desk has the present key; a sentence when its key was changed a moment ago.

    Errors: InvalidInput when nothing that it signs counts any more.
    """
    ring = await keys.present()
    if not ring.accepts(key.public_key, now()):
        raise InvalidInput(
            PRIVATE_KEY,
            "khóa ký này không phải khóa đang có hiệu lực theo sổ ghi (đã đổi, hoặc đã báo mất) nên chưa làm gì; "
            "bài và sổ ghi giữ nguyên. Hãy đặt khóa riêng mới vào biến môi trường này rồi khởi động lại; "
            "`toasoan keys list` cho biết khóa nào đang dùng.",
        )
    if key.public_key == ring.present:
        return ""
    return (
        "Khóa ký của bàn biên tập vừa được đổi: khóa ở máy này chỉ còn dùng được vài phút. Hãy đặt khóa riêng mới vào "
        f"{PRIVATE_KEY} rồi khởi động lại."
    )
