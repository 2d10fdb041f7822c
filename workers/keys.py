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
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(made, file, indent=2)
    return made


def keep(path: Path, name: str, value: str) -> None:
    """Put one more setting into the file; it is whole at any moment."""
    kept: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    beside = path.with_suffix(".new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(kept | {name: value}, file, indent=2)
    beside.replace(path)


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
