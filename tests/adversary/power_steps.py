"""What attackers try on who may act: notices, absences, grants, terms, meetings, amendments, tokens, keys."""

from collections.abc import Iterator
from typing import Final

from tests.adversary.step import Step

_SCOPE: Final = '\'{"classes": [], "topics": [], "kinds": []}\''


def _one(name: str, where: str, statement: str, names: str) -> Step:
    return Step(name=f"{where}: {name}", where=where, statement=statement, names=names)


def _grants() -> Iterator[Step]:
    for receiver in ("engineer", "reporter-1", "accountant"):
        yield _one(
            f"{receiver} may approve",
            "grants",
            "WITH made AS (INSERT INTO grants (id, kind, giver, seat, receiver, scope, given_at) VALUES "
            f"('x{receiver[:8]}', 'delegation', 'head', 'head', '{receiver}', {_SCOPE}, now()) RETURNING id) "
            "INSERT INTO terms SELECT 'grant/' || id, now() - interval '1 minute', now() - interval '1 minute', "
            "now() + interval '9 days' FROM made WHERE $1 <> ''",
            f"SELECT 'x{receiver[:8]}' WHERE $1 <> ''",
        )
    for column, value in {
        "receiver": "'engineer'",
        "seat": "'head'",
        "giver": "'head'",
        "kind": "'assignment'",
        "scope": """'{"classes": ["R1"], "topics": [], "kinds": []}'""",
        "given_at": "given_at - interval '1 day'",
    }.items():
        yield _one(
            f"another {column}",
            "grants",
            f"UPDATE grants SET {column} = {value} WHERE $1 <> '' AND id NOT LIKE 'x%'",
            "SELECT id FROM grants WHERE $1 <> '' AND id NOT LIKE 'x%'",
        )
    yield _one("taken away", "grants", "DELETE FROM grants WHERE $1 <> ''", "SELECT id FROM grants WHERE $1 <> ''")
    known = "SELECT split_part(subject, '/', 2) FROM terms WHERE $1 <> ''"
    for what, change in {
        "a later end": "ends_at = ends_at + interval '30 days'",
        "an earlier beginning": "starts_at = starts_at - interval '30 days'",
        "known from earlier": "known_from = known_from - interval '1 minute'",
        "of another subject": "subject = 'grant/xkhac'",
    }.items():
        yield _one(what, "terms", f"UPDATE terms SET {change} WHERE $1 <> ''", known)
    yield _one("taken away", "terms", "DELETE FROM terms WHERE $1 <> ''", known)
    yield _one(
        "one more for what is over",
        "terms",
        "INSERT INTO terms SELECT subject, now(), starts_at, ends_at + interval '9 days' FROM terms WHERE $1 <> ''",
        known,
    )


def _absences() -> Iterator[Step]:
    yield _one(
        "the Head is away",
        "absences",
        "WITH made AS (INSERT INTO absences VALUES ('xaway', 'head', 'x', 'head', now()) RETURNING id) INSERT INTO "
        "terms SELECT 'absence/' || id, now() - interval '1 minute', now() - interval '1 minute', "
        "now() + interval '9 days' FROM made WHERE $1 <> ''",
        "SELECT 'xaway' WHERE $1 <> ''",
    )
    known = "SELECT id FROM absences WHERE $1 <> '' AND id NOT LIKE 'x%'"
    for column, value in {"member": "'head'", "filed_by": "'head'", "filed_at": "filed_at - interval '1 day'"}.items():
        statement = f"UPDATE absences SET {column} = {value} WHERE $1 <> '' AND id NOT LIKE 'x%'"
        yield _one(f"another {column}", "absences", statement, known)
    yield _one("taken away", "absences", "DELETE FROM absences WHERE $1 <> ''", known)


def _boards() -> Iterator[Step]:
    turned = (
        "replace(replace(replace(source, '\"head\"', '\"x\"'), '\"reporter-1\"', '\"head\"'), "
        "'\"x\"', '\"reporter-1\"')"
    )
    for what, source in {"another notice": "source || ' '", "a reporter is the Head": turned}.items():
        yield _one(
            what,
            "board_versions",
            "INSERT INTO board_versions (effective_from, adopted_at, adopted_by, digest, source) SELECT now() - "
            f"interval '1 minute', now(), 'head', encode(sha256(convert_to({source}, 'UTF8')), 'hex'), {source} FROM "
            "board_versions WHERE $1 <> '' ORDER BY version LIMIT 1",
            "SELECT left(encode(sha256(convert_to(" + source + ", 'UTF8')), 'hex'), 12) FROM board_versions "
            "WHERE $1 <> '' ORDER BY version LIMIT 1",
        )
    known = (
        "SELECT left(digest, 12) FROM board_versions WHERE $1 <> '' UNION ALL "
        "SELECT 'bản phân công số ' || version || ' ' FROM board_versions WHERE $1 <> ''"
    )
    for what, change in {
        "its text": "source = source || ' '",
        "its text and digest": "source = source || ' ', "
        "digest = encode(sha256(convert_to(source || ' ', 'UTF8')), 'hex')",
        "in force earlier": "effective_from = effective_from - interval '9 days'",
        "in force later": "effective_from = effective_from + interval '9 days'",
    }.items():
        yield _one(f"changed, {what}", "board_versions", f"UPDATE board_versions SET {change} WHERE $1 <> ''", known)
    yield _one(
        "a copy of the first", "board_versions",
        "INSERT INTO board_versions (effective_from, adopted_at, adopted_by, digest, source) SELECT now(), now(), "
        "adopted_by, digest, source FROM board_versions WHERE $1 <> '' ORDER BY version LIMIT 1",
        known,
    )  # fmt: skip
    yield _one(
        "the last taken away", "board_versions",
        "DELETE FROM board_versions WHERE $1 <> '' AND version = (SELECT max(version) FROM board_versions)",
        "SELECT left(digest, 12) FROM board_versions WHERE $1 <> '' ORDER BY version DESC LIMIT 1",
    )  # fmt: skip


def _matters() -> Iterator[Step]:
    yield _one(
        "a change that nobody proposed",
        "amendments",
        "INSERT INTO amendments (id, article_id, kind, stage, proposed_by, proposed_at, reason, base_hash, "
        "new_hash) SELECT 'xamend', id, 'update', 'applying', author, now(), 'x', content_hash, repeat('e', 64) "
        "FROM articles WHERE id = $1",
        "SELECT 'xamend' WHERE $1 <> ''",
    )
    known = "SELECT id FROM amendments WHERE article_id = $1"
    for what, change in {
        "decided": "stage = 'applying', decided_by = 'head', decided_at = now()",
        "done": "stage = 'done', done_at = now()",
        "of another text": "new_hash = repeat('f', 64)",
        "of another kind": "kind = 'typo'",
        "of another base": "base_hash = repeat('f', 64)",
    }.items():
        yield _one(what, "amendments", f"UPDATE amendments SET {change} WHERE article_id = $1", known)
    yield _one("taken away", "amendments", "DELETE FROM amendments WHERE article_id = $1", known)
    yield _one(
        "a meeting that nobody called",
        "meetings",
        "INSERT INTO meetings (id, stage, starts_at, place, topic, called_by, called_at) "
        "SELECT 'xmeeting', 'called', now(), 'x', 'x', 'head', now() WHERE $1 <> ''",
        "SELECT 'xmeeting' WHERE $1 <> ''",
    )
    meetings = "SELECT id FROM meetings WHERE $1 <> '' AND id <> 'xmeeting'"
    for what, change in {"concluded": "stage = 'concluded', minutes = 'x'", "of another name": "id = 'xhop'"}.items():
        statement = f"UPDATE meetings SET {change} WHERE $1 <> '' AND id <> 'xmeeting'"
        yield _one(what, "meetings", statement, meetings)
    yield _one(
        "an article released by none",
        "meeting_items",
        "INSERT INTO meeting_items (meeting_id, article_id, parked_since, added_at, outcome, settled_at) SELECT "
        "(SELECT min(id) FROM meetings), id, now(), now(), 'release', now() FROM articles WHERE id = $1",
        "SELECT $1",
    )


def _tokens() -> Iterator[Step]:
    known = "SELECT jti FROM tokens WHERE $1 <> '' AND jti NOT LIKE 'x%'"
    revoked = "SELECT jti FROM token_revocations WHERE $1 <> ''"
    yield _one("no longer taken back", "token_revocations", "DELETE FROM token_revocations WHERE $1 <> ''", revoked)
    yield _one(
        "taken back by nobody",
        "token_revocations",
        "INSERT INTO token_revocations SELECT jti, now(), 'shell' FROM tokens WHERE $1 <> '' ON CONFLICT DO NOTHING",
        "SELECT jti FROM tokens t WHERE $1 <> '' AND NOT EXISTS (SELECT FROM token_revocations r WHERE r.jti = t.jti)",
    )
    yield _one(
        "one that was never issued",
        "tokens",
        "INSERT INTO tokens SELECT 'xma', 'head', 'head', 'desk', now(), now() + interval '1 day', 'shell' "
        "WHERE $1 <> ''",
        "SELECT 'xma' WHERE $1 <> ''",
    )
    for column, value in {
        "member": "'head'",
        "expires_at": "expires_at + interval '7 days'",
        "purpose": "CASE purpose WHEN 'codec' THEN 'desk' ELSE 'codec' END",
    }.items():
        statement = f"UPDATE tokens SET {column} = {value} WHERE $1 <> '' AND jti NOT LIKE 'x%'"
        yield _one(f"another {column}", "tokens", statement, known)


POWER_STEPS: Final = (*_grants(), *_absences(), *_boards(), *_matters(), *_tokens())
"""On who may act."""
