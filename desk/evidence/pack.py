"""Packs of evidence: what proves, without our database and without Temporal, that what readers see was approved.

A pack proves all that it shows. It cannot prove that the ledger says nothing more about the article: entries that
change neither text nor stage (a refusal, a breach, a stopped channel, a new hour) may be left out unseen, for in the
chain they are only hashes; nor that the ledger did not go on later, perhaps with the report of a stolen key. Both need
the ledger, or its head from elsewhere.
`made_at` is the desk's word: `digest` guards it, as everything else, against damage, not against a forger, who would
compute it anew.
"""

from dataclasses import asdict
from typing import Any

from activities.storage.articles.store import ArticleStore
from activities.storage.boards import BoardStore
from activities.storage.database import now
from activities.storage.keys import KeyStore
from activities.storage.ledger import Ledger
from desk.evidence.form import FORMAT, key_signers, pack_digest, read, receipts_in, steps, texts_named
from newsroom.article import canonical_content
from newsroom.ledger.chain import GENESIS, Head, Link
from newsroom.ledger.entries import entry_from
from newsroom.ledger.history import approved_in
from newsroom.ledger.matter_acts import BoardAdopted


async def evidence_pack(
    article_id: str, ledger: Ledger, articles: ArticleStore, boards: BoardStore, keys: KeyStore
) -> dict[str, Any]:
    """The evidence on one article, ready for JSON.

    Shape:  `entries` are the article's ledger entries in order, `chain` is (number, hash of the body, hash) of every
            entry of the ledger, `boards` the entries that adopted the board versions the article was decided under,
            `keys` those that changed the desk's key or told of a theft.
    Errors: Refused (unknown_article).
    """
    await articles.standing(article_id)
    links = await ledger.links(article_id)
    lines = read(links)
    versions = {step.board_version for _, step in steps(lines)}
    key_lines = await keys.links()
    # The chain is read last: it only ever grows, so it holds all that was read before.
    adopted = {link: version for link in await ledger.links("") if (version := _adopted(link)) in versions}
    revisions = {text: await articles.content(article_id, text) for text in texts_named(lines)}
    chain = await ledger.chain()
    digests = {number: digest for number, _, _, digest in await boards.versions()}
    pack: dict[str, Any] = {
        "format": FORMAT,
        "made_at": now().isoformat(),
        "article_id": article_id,
        "approved_hash": approved_in(lines),
        "desk_public_key": keys.first,
        **_keys(key_lines, keys.second),
        "revisions": [{"content_hash": text, "content": canonical_content(c)} for text, c in revisions.items()],
        "entries": [asdict(link) for link in links],
        "receipts": receipts_in(lines),
        "boards": [{"version": v, "digest": digests[v], "entry": asdict(link)} for link, v in adopted.items()],
        "chain": [list(link) for link in chain],
        "head": asdict(_head(chain)),
    }
    return pack | {"digest": pack_digest(pack)}


def _keys(links: tuple[Link, ...], second: str) -> dict[str, Any]:
    """The lines about keys, and the second office's key where one of them rests on it; nothing while there are none."""
    lines = {"keys": [asdict(link) for link in links]} if links else {}
    return lines | ({"second_public_key": second} if second in key_signers(read(links)) else {})


def _adopted(link: Link) -> int:
    """The version of the board that a row adopted; 0 when it tells of something else."""
    entry = entry_from(link.body)
    return entry.version if isinstance(entry, BoardAdopted) else 0


def _head(chain: tuple[tuple[int, str, str], ...]) -> Head:
    return Head(seq=chain[-1][0], hash=chain[-1][2]) if chain else Head(seq=0, hash=GENESIS)
