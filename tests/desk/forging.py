"""What vandals and forgers do to a pack of evidence: change one thing, leave out, repeat, rewrite the chain."""

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

from desk.evidence.form import pack_digest
from newsroom.ledger.chain import GENESIS, body_hash, body_text, entry_hash

Pack = dict[str, Any]
Path = tuple[str | int, ...]


def leaves(value: Any, path: Path = ()) -> Iterator[Path]:
    """Paths of all strings and numbers in a pack."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from leaves(item, (*path, number))
    else:
        yield path


def at(pack: Any, path: Path) -> Any:
    for step in path:
        pack = pack[step]
    return pack


def put(pack: Pack, path: Path, value: Any) -> Pack:
    """The pack with another value at one place, and the digest a forger would compute for it."""
    changed = copy.deepcopy(pack)
    at(changed, path[:-1])[path[-1]] = value
    return resealed(changed) if path != ("digest",) else changed


def resealed(pack: Pack) -> Pack:
    return pack | {"digest": pack_digest(pack)}


def rechained(pack: Pack, rewrite: Callable[[dict[str, Any]], Any]) -> Pack:
    """The pack of a forger who rewrites bodies and then the whole chain, so that every hash fits again."""
    forged = copy.deepcopy(pack)
    entries = {entry["seq"]: entry for entry in _rows(forged)}
    previous = GENESIS
    for link in forged["chain"]:
        entry = entries.get(link[0])
        if entry is not None:
            body = json.loads(entry["body"])
            rewrite(body)
            entry["body"], entry["prev_hash"] = body_text(body), previous
            link[1] = body_hash(entry["body"])
        link[2] = previous = entry_hash(link[0], previous, link[1])
        if entry is not None:
            entry["hash"] = previous
    forged["head"] = {"seq": len(forged["chain"]), "hash": previous}
    return resealed(forged)


def _rows(pack: Pack) -> list[dict[str, Any]]:
    """Every row of the ledger that a pack holds."""
    return [*pack["entries"], *(board["entry"] for board in pack["boards"]), *pack.get("deeds", ())]


def as_it_is(body: dict[str, Any]) -> None:
    """The forger's rewriting that leaves every body alone."""


def containers(pack: Pack) -> set[Path]:
    return {path[:n] for path in leaves(pack) for n in range(len(path))}


def altered(pack: Pack, path: Path) -> Iterator[Pack]:
    """The pack with each part of one list or object left out, then repeated or another added; digest computed anew."""
    holder = at(pack, path)
    for key in range(len(holder)) if isinstance(holder, list) else list(holder):
        if (*path, key) == ("digest",):
            continue
        changed = copy.deepcopy(pack)
        at(changed, path).pop(key)
        yield resealed(changed)
        changed = copy.deepcopy(pack)
        if isinstance(holder, list):
            at(changed, path).insert(key, copy.deepcopy(holder[key]))
        else:
            at(changed, path)["thêm"] = "x"
        yield resealed(changed)
