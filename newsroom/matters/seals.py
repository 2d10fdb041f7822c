"""What a conclusion of a meeting signs: digests, so that who checks one decision learns nothing of the others."""

import hashlib
import json


def decision_seal(article_id: str, outcome: str, note: str) -> str:
    """The digest (hex SHA-256) of one decision.

    Source: rule 5; promise 1 of the design.
    """
    return digest(json.dumps([article_id, outcome, note], ensure_ascii=False))


def digest(text: str) -> str:
    """The digest (hex SHA-256) of a text."""
    return hashlib.sha256(text.encode()).hexdigest()
