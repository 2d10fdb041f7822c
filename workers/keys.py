"""The secrets of one installation on one machine: made once, kept in a file that only its owner reads."""

import json
import os
import secrets
from base64 import b64encode
from pathlib import Path
from typing import Final

from desk.signing import DeskKey, new_private_key

_KEY_BYTES: Final = 32


def kept_secrets(path: Path) -> dict[str, str]:
    """The secrets in the file, as settings by name; made and written (mode 0600) when the file is missing."""
    if path.exists():
        kept: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
        return kept
    made = new_secrets()
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, made)
    return made


def sealing_secrets(path: Path) -> dict[str, str]:
    """The same with a key that seals payloads, made and kept when the file has none yet."""
    kept = kept_secrets(path)
    if not kept.get("payload_key"):
        kept["payload_key"] = random_key()
        fresh = path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        _write(fresh, kept)
        fresh.replace(path)
    return kept


def _write(path: Path, secrets_of_one: dict[str, str]) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(secrets_of_one, file, indent=2)


def new_secrets() -> dict[str, str]:
    """Fresh secrets: the desk's key pair, the keys that seal tokens and payloads, the database password."""
    private_key = new_private_key()
    return {
        "desk_private_key": private_key,
        "desk_public_key": DeskKey(private_key).public_key,
        "token_key": random_key(),
        "payload_key": "",
        "app_database_password": secrets.token_urlsafe(24),
    }


def random_key() -> str:
    """A fresh key of 32 bytes, in base64."""
    return b64encode(secrets.token_bytes(_KEY_BYTES)).decode()
