"""Packs of evidence: what proves, without our database and without Temporal, that what readers see was approved.

A pack proves all that it shows. It cannot prove that the ledger says nothing more about the article: entries that
change neither text nor stage (a refusal, a breach, a stopped channel, a new hour) may be left out unseen, for in the
chain they are only hashes; nor that the ledger did not go on later. Both need the ledger, or its head from elsewhere.
`made_at` is the desk's word: `digest` guards it, as everything else, against damage, not against a forger, who would
compute it anew.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from activities.storage.articles import ArticleStore
from activities.storage.boards import BoardStore
from activities.storage.ledger import Ledger
from desk.evidence_form import FORMAT, approved_hash_of, is_receipt, is_step, pack_digest, receipt_of, texts_named
from newsroom.article import canonical_content
from newsroom.ledger import GENESIS, Entry, Head


async def evidence_pack(
    article_id: str, ledger: Ledger, articles: ArticleStore, boards: BoardStore, public_key: str
) -> dict[str, Any]:
    """The evidence on one article, ready for JSON.

    Shape:  `entries` are the article's ledger entries in order, `chain` is (number, hash of the body, hash) of every
            entry of the ledger, `boards` the entries that adopted the board versions the article was decided under.
    Errors: Refused (unknown_article).
    """
    await articles.standing(article_id)
    entries = await ledger.entries(article_id)
    bodies = [json.loads(entry.body) for entry in entries]
    versions = {body["board_version"] for body in bodies if is_step(body)}
    # The chain is read last: it only ever grows, so it holds all that was read before.
    adopted = [entry for entry in await ledger.entries("") if json.loads(entry.body).get("version") in versions]
    revisions = {text: await articles.content(article_id, text) for text in texts_named(bodies)}
    chain = await ledger.chain()
    digests = {number: digest for number, _, _, digest in await boards.versions()}
    pack: dict[str, Any] = {
        "format": FORMAT,
        "made_at": datetime.now(UTC).isoformat(),
        "article_id": article_id,
        "approved_hash": approved_hash_of(bodies),
        "desk_public_key": public_key,
        "revisions": [{"content_hash": text, "content": canonical_content(c)} for text, c in revisions.items()],
        "entries": [asdict(entry) for entry in entries],
        "receipts": [
            receipt_of(entry.seq, body) for entry, body in zip(entries, bodies, strict=True) if is_receipt(body)
        ],
        "boards": [_adoption(entry, digests) for entry in adopted],
        "chain": [list(link) for link in chain],
        "head": asdict(_head(chain)),
    }
    return pack | {"digest": pack_digest(pack)}


def _adoption(entry: Entry, digests: Mapping[int, str]) -> dict[str, Any]:
    version = json.loads(entry.body)["version"]
    return {"version": version, "digest": digests[version], "entry": asdict(entry)}


def _head(chain: tuple[tuple[int, str, str], ...]) -> Head:
    return Head(seq=chain[-1][0], hash=chain[-1][2]) if chain else Head(seq=0, hash=GENESIS)
