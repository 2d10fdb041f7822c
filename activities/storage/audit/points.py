"""The points of an article's texts held against what was signed of them, and lines about points that prove nothing."""

from collections.abc import Iterable, Iterator

from activities.storage.database import Connection
from newsroom.article import ArticleId
from newsroom.checklist.points import points_digest, points_from
from newsroom.claims import claim_from
from newsroom.ledger.acts import ActAccepted, Submission
from newsroom.ledger.entries import Line, readable
from newsroom.ledger.matter_acts import MatterActAccepted
from newsroom.ledger.proof import Doubt, Signatures
from newsroom.ledger.proofs import pointed
from newsroom.matters import facts
from newsroom.matters.kinds import MatterAct
from newsroom.signed.submissions import submission_from


async def point_faults(
    connection: Connection, article_id: ArticleId, lines: tuple[Line, ...], signatures: Signatures
) -> tuple[str, ...]:
    """What is wrong with the points of one article, each as a part of a Vietnamese sentence.

    Errors: Refused, ValueError for a line or a row that nobody of ours has written.
    """
    rows = await connection.fetch("SELECT number, points FROM revisions WHERE article_id = $1", article_id)
    stored = {row["number"]: points_digest(points_from(row["points"])) for row in rows}
    doubts = (each for each in pointed(lines, article_id, signatures) if isinstance(each, Doubt))
    return (
        *(f"dòng sổ {doubt.line} về điểm phải xem lại không được tính: {doubt.why}" for doubt in doubts),
        *(
            f"điểm phải xem lại của bản {revision} khác với lời đã ký"
            for revision, digest in _signed(lines)
            if stored.get(revision, digest) != digest
        ),
    )


def _signed(lines: Iterable[Line]) -> Iterator[tuple[int, str]]:
    """What was signed of the points of each text that an accepted act has brought."""
    for entry in readable(lines):
        match entry:
            case Submission():
                yield entry.revision, submission_from(entry.claim).points if entry.is_signed else ""
            case ActAccepted() if entry.details.new_hash:
                details = claim_from(entry.claim).details
                yield details.new_revision, details.points
            case MatterActAccepted(act=MatterAct.PROPOSE_AMENDMENT) if facts.NEW_HASH.name in entry.facts:
                yield int(entry.facts[facts.NEW_REVISION.name]), entry.facts.get(facts.POINTS.name, "")
            case _:
                pass
