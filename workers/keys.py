"""The secrets of one installation on one machine: made once, kept in a file that only its owner reads."""

import json
import os
import secrets
from base64 import b64encode
from pathlib import Path
from typing import Final

from activities.storage.roles import Role
from desk.signing import DeskKey, new_private_key

_KEY_BYTES: Final = 32


def kept_secrets(path: Path) -> dict[str, str]:
    """The secrets in the file, as settings by name; what is not there yet is made and written (mode 0600)."""
    known: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    # Of keys that belong together none is made alone.
    kept = {**new_database_passwords(), **known} if known else new_secrets()
    if kept != known:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(kept, file, indent=2)
        fresh.replace(path)
    return kept


def new_secrets() -> dict[str, str]:
    """Fresh secrets: the desk's key pair, the keys that seal tokens and payloads, the passwords of the storage."""
    private_key = new_private_key()
    return {
        "desk_private_key": private_key,
        "desk_public_key": DeskKey(private_key).public_key,
        "token_key": random_key(),
        "payload_key": "",
        **new_database_passwords(),
    }


def new_database_passwords() -> dict[str, str]:
    """A fresh password for every role that logs in to the storage."""
    return {f"{role.name.lower()}_database_password": secrets.token_urlsafe(24) for role in Role}


def random_key() -> str:
    """A fresh key of 32 bytes, in base64."""
    return b64encode(secrets.token_bytes(_KEY_BYTES)).decode()
