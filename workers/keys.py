"""The secrets of one installation on one machine: made once, kept in a file that only its owner reads.

A new key of the desk is kept beside the present one until the ledger says that it counts.
"""

import json
import os
import secrets
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from activities.storage.roles import Role
from desk.signing import DeskKey, new_private_key

SECRETS_FILE: Final = "keys.json"
PORTS_FILE: Final = "metrics-ports.json"
SETTINGS_FILE: Final = "stack.env"
_KEY_BYTES: Final = 32
_PRESENT: Final = "desk_private_key"
_NEXT: Final = "desk_private_key_next"


def kept_secrets(path: Path) -> dict[str, str]:
    """The secrets in the file, as settings by name; what is not there yet is made and written (mode 0600)."""
    known = _read(path) if path.exists() else {}
    # Of keys that belong together none is made alone.
    kept = {**new_database_passwords(), **_push_keys(known), **known} if known else new_secrets()
    if kept != known:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, json.dumps(kept, indent=2))
    return kept


def keep(path: Path, name: str, value: str) -> None:
    """Put one more setting into the file; it is whole at any moment."""
    _write(path, json.dumps(_read(path) | {name: value}, indent=2))


def sealing_secrets(path: Path) -> dict[str, str]:
    """The same with a key that seals payloads, made and kept when the file has none yet."""
    kept = kept_secrets(path)
    if not kept.get("payload_key"):
        keep(path, "payload_key", random_key())
    return kept_secrets(path)


def new_secrets() -> dict[str, str]:
    """Fresh secrets: the desk's key pair, the keys that seal tokens and payloads, the passwords of the storage."""
    private_key = new_private_key()
    return {
        "desk_private_key": private_key,
        "desk_public_key": DeskKey(private_key).public_key,
        "token_key": random_key(),
        "payload_key": "",
        **new_push_keys(),
        **new_database_passwords(),
    }


def new_database_passwords() -> dict[str, str]:
    """A fresh password for every role that logs in to the storage."""
    return {f"{role.name.lower()}_database_password": secrets.token_urlsafe(24) for role in Role}


def new_push_keys() -> dict[str, str]:
    """A fresh pair by which the push services of the browsers know us: the browsers are given the public half."""
    private = ec.generate_private_key(ec.SECP256R1())
    public = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return {
        "push_private_key": b64encode(private.private_numbers().private_value.to_bytes(_KEY_BYTES)).decode(),
        "push_public_key": urlsafe_b64encode(public).decode().rstrip("="),
    }


def _push_keys(known: Mapping[str, str]) -> dict[str, str]:
    return {} if "push_private_key" in known else new_push_keys()


def random_key() -> str:
    """A fresh key of 32 bytes, in base64."""
    return b64encode(secrets.token_bytes(_KEY_BYTES)).decode()


def holds_key(folder: Path, public_key: str) -> bool:
    """Whether the folder keeps the private half of the desk's key."""
    path = folder / SECRETS_FILE
    return path.exists() and DeskKey(_read(path)[_PRESENT]).public_key == public_key


def keep_next(folder: Path, private_key: str) -> None:
    """Keep a private key that is to follow the present one."""
    keep(folder / SECRETS_FILE, _NEXT, private_key)


def settle(folder: Path, present: str) -> str:
    """The desk's private key, after the one that was kept to follow has taken its place if it counts by now.

    Shape: `present` is the public key that counts. The settings of the other processes follow.
    Again: what took its place stays there.
    """
    path, settings = folder / SECRETS_FILE, folder / SETTINGS_FILE
    kept = _read(path)
    following = kept.get(_NEXT, "")
    if following and DeskKey(following).public_key == present:
        kept = {name: value for name, value in kept.items() if name != _NEXT} | {_PRESENT: following}
        if settings.exists():
            from desk.sign_in import SignIn

            said = {"DESK_PRIVATE_KEY": following, "CODEC_SIGN_IN_KEY": SignIn(following).public_key}
            fresh = {f"TOASOAN_{name}": f"TOASOAN_{name}={json.dumps(value)}" for name, value in said.items()}
            lines = settings.read_text(encoding="utf-8").splitlines()
            _write(settings, "".join(f"{fresh.get(line.partition('=')[0], line)}\n" for line in lines))
        _write(path, json.dumps(kept, indent=2))
    return kept[_PRESENT]


def _read(path: Path) -> dict[str, str]:
    kept: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return kept


def _write(path: Path, text: str) -> None:
    """Put a text in the place of a file (mode 0600), whole or not at all."""
    fresh = path.with_name(f"{path.name}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
