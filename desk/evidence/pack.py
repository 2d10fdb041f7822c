"""Packs of evidence: what proves, without our database and without Temporal, that what readers see was approved.

A pack proves all that it shows. It cannot prove that the ledger says nothing more about the article: entries that
change neither text nor stage (a refusal, a breach, a stopped channel, a new hour) may be left out unseen, for in the
chain they are only hashes; deeds that took a power back likewise; nor that the ledger did not go on later, perhaps with
the report of a stolen key. These need the ledger, or its head from elsewhere. Nor does it hold the points of a
manuscript, only their signed digest and who closed which: that none stood open after the last edit is for the storage
to show.
`made_at` is the desk's word: `digest` guards it, as everything else, against damage, not against a forger, who would
compute it anew.
"""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from activities.storage.audit.chain import Ledger
from activities.storage.boards import BoardStore, digest_of
from activities.storage.database import now
from activities.storage.keys import KeyStore
from desk.evidence.form import FORMAT, key_signers, pack_digest, read, receipts_in, steps, texts_named
from desk.viewpoint import KnowsTexts
from newsroom.article import ArticleId, canonical_content
from newsroom.ledger.acts import BoardDecision
from newsroom.ledger.chain import GENESIS, Head, Link
from newsroom.ledger.entries import Line, entry_from
from newsroom.ledger.history import approved_in
from newsroom.ledger.matter_acts import BoardAdopted, MatterActAccepted
from newsroom.ledger.proof import KeyDeed, Signatures, proven
from newsroom.ledger.recoveries import Restored
from newsroom.matters.facts import DIGEST
from newsroom.matters.kinds import POWER_ACTS


async def evidence_pack(
    article_id: str, ledger: Ledger, articles: KnowsTexts, boards: BoardStore, keys: KeyStore
) -> dict[str, Any]:
    """The evidence on one article, ready for JSON.

    Shape:  `entries` are the article's ledger entries in order, `chain` is (number, hash of the body, hash) of every
            entry of the ledger, `boards` are the notices that counted until the last act, with the entries that
            adopted them, `deeds` the acts until then that moved anybody's power, `keys` the lines that changed the
            desk's key or told of a theft, `restores` those about restores of the storage.
    Errors: Refused (unknown_article).
    """
    await articles.standing(article_id)
    links = await ledger.links(article_id)
    lines = read(links)
    key_lines, ring = await keys.links(), await keys.present()
    # The chain is read last: it only ever grows, so it holds all that was read before.
    house = await ledger.links("")
    deeds = _deeds(lines, house, ring)
    sources = await boards.sources({boards.powers.first_board, *(_adopts(link) for link in deeds)})
    adopted = {link: version for link in house if (version := _adopted(link)) in sources}
    revisions = {text: await articles.content(article_id, text) for text in texts_named(lines)}
    chain = await ledger.chain()
    pack: dict[str, Any] = {
        "format": FORMAT,
        "made_at": now().isoformat(),
        "article_id": article_id,
        "approved_hash": approved_in(lines),
        "desk_public_key": keys.first,
        **_keys(key_lines, keys.second),
        **_restores(house),
        "revisions": [{"content_hash": text, "content": canonical_content(c)} for text, c in revisions.items()],
        "entries": [asdict(link) for link in links],
        "receipts": receipts_in(lines),
        "boards": [_board(link, version, sources[version]) for link, version in adopted.items()],
        "deeds": [asdict(link) for link in deeds],
        "first_board": boards.powers.first_board,
        "chain": [list(link) for link in chain],
        "head": asdict(_head(chain)),
    }
    return pack | {"digest": pack_digest(pack)}


def _keys(links: tuple[Link, ...], second: str) -> dict[str, Any]:
    """The lines about keys, and the second office's key where one of them rests on it; nothing while there are none."""
    lines = {"keys": [asdict(link) for link in links]} if links else {}
    return lines | ({"second_public_key": second} if second in key_signers(read(links)) else {})


def _restores(house: Iterable[Link]) -> dict[str, Any]:
    """The lines about restores of the storage; nothing while there are none."""
    found = [asdict(link) for link in house if isinstance(entry_from(link.body), Restored)]
    return {"restores": found} if found else {}


def _adopted(link: Link) -> int:
    """The version of the board that a row adopted; 0 when it tells of something else."""
    entry = entry_from(link.body)
    return entry.version if isinstance(entry, BoardAdopted) else 0


def _board(link: Link, version: int, source: str) -> dict[str, Any]:
    return {"version": version, "digest": digest_of(source), "source": source, "entry": asdict(link)}


def _deeds(lines: tuple[Line, ...], house: Iterable[Link], signatures: Signatures) -> list[Link]:
    """The newsroom's own rows that moved somebody's power before the article's last step."""
    last = max((seq for seq, _ in steps(lines)), default=0)
    # A meeting is concluded on the line after its decisions.
    concluded = {step.claim for _, step in steps(lines) if isinstance(step, BoardDecision)}
    wanted = [link for link in house if link.seq <= last or _claim(link) in concluded]
    return [link for link in wanted if _moves_power(link, signatures)]


def _moves_power(link: Link, signatures: Signatures) -> bool:
    """Whether a row holds a signed act by which somebody's power changed."""
    steps_in = proven(read((link,)), ArticleId(""), signatures).of_the_house
    return any(isinstance(deed, KeyDeed) or deed.claim.act in POWER_ACTS for deed in steps_in)


def _claim(link: Link) -> str:
    """The signed text that a row holds; empty for any other row."""
    entry = entry_from(link.body)
    return entry.claim if isinstance(entry, MatterActAccepted) else ""


def _adopts(link: Link) -> str:
    """The digest of the notice that a row adopts; empty for another act."""
    entry = entry_from(link.body)
    return entry.facts.get(DIGEST.name, "") if isinstance(entry, MatterActAccepted) else ""


def _head(chain: tuple[tuple[int, str, str], ...]) -> Head:
    return Head(seq=chain[-1][0], hash=chain[-1][2]) if chain else Head(seq=0, hash=GENESIS)
