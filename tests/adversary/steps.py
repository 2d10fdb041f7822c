"""What attackers try, as a table: each step with a name, who tries it, and the statement; made by rule, not by hand."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from activities.storage.roles import Role
from newsroom.article import ChannelName
from newsroom.sla import Promise
from newsroom.stages import Stage

SUPERUSER: Final = "superuser"
ROLES: Final = tuple(role.value for role in Role)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step.

    Shape: `statement` takes the article as `$1`; `where` is the table it touches.
    """

    name: str
    where: str
    statement: str


def _set(column: str, value: str, called: str) -> Step:
    return Step(
        name=f"articles.{column} = {called}",
        where="articles",
        statement=f"UPDATE articles SET {column} = {value} WHERE id = $1",
    )


def _articles() -> Iterator[Step]:
    for stage in Stage:
        yield _set("stage", f"CASE stage WHEN '{stage}' THEN 'editing' ELSE '{stage}' END", stage)
    for column, value in {
        "author": "'final-editor'",
        "content_hash": "repeat('a', 64)",
        "approved_hash": "CASE approved_hash WHEN '' THEN content_hash ELSE '' END",
        "publish_at": "CASE WHEN publish_at IS NULL THEN now() + interval '1 day' END",
        "channels": "CASE cardinality(channels) WHEN 3 THEN ARRAY['portal'] ELSE ARRAY['zalo_oa'] END",
        "route": """jsonb_set(route, '{owner}', '"engineer"')""",
        "title": "title || ' khác'",
        "kind": "CASE kind WHEN 'news' THEN 'notice' ELSE 'news' END",
        "topics": "ARRAY['tourism', 'health']",
    }.items():
        yield _set(column, value, "another")
    yield Step(
        name="approved and published by one update",
        where="articles",
        statement="UPDATE articles SET stage = 'publishing', approved_hash = content_hash, approved_at = now(), "
        "publish_at = NULL WHERE id = $1 AND approved_hash = ''",
    )


def _texts() -> Iterator[Step]:
    for what, change in {
        "other words": """content = replace(content, 'title', 'tltle')""",
        "another digest": "content_hash = repeat('b', 64)",
    }.items():
        statement = f"UPDATE revisions SET {change} WHERE article_id = $1"
        yield Step(name=f"revisions: {what}", where="revisions", statement=statement)


def _channels() -> Iterator[Step]:
    for channel in ChannelName:
        yield Step(
            name=f"intents: {channel} shown, without a receipt",
            where="intents",
            statement="INSERT INTO intents (key, article_id, revision, channel, content_hash, state, outcome, "
            f"updated_at) SELECT 'x-{channel}', id, 1, '{channel}', repeat('c', 64), 'published', 'published', now() "
            "FROM articles WHERE id = $1",
        )
        for what, change in {
            "another address": "url = 'https://x'",
            "let go": "outcome = 'waived'",
            "another text": "content_hash = repeat('d', 64)",
        }.items():
            yield Step(
                name=f"intents: {channel}, {what}",
                where="intents",
                statement=f"UPDATE intents SET {change} WHERE article_id = $1 AND channel = '{channel}' "
                "AND state = 'published'",
            )


def _promises() -> Iterator[Step]:
    for promise in (Promise.EDIT, Promise.SAME_DAY, Promise.PUBLISH):
        for column in ("met_at", "dropped_at", "breached_at"):
            yield Step(
                name=f"obligations: {promise}, {column}",
                where="obligations",
                statement=f"UPDATE obligations SET {column} = now() + interval '1 second' "
                f"WHERE article_id = $1 AND promise = '{promise}' AND {column} IS NULL",
            )


def _powers() -> Iterator[Step]:
    for receiver in ("engineer", "reporter-1", "accountant"):
        yield Step(
            name=f"grants and terms: {receiver} may approve",
            where="grants",
            statement="WITH made AS (INSERT INTO grants (id, kind, giver, seat, receiver, scope, given_at) VALUES "
            f"('x{receiver[:8]}', 'delegation', 'head', 'head', '{receiver}', "
            '\'{"kinds": [], "acts": []}\', now()) '
            "RETURNING id) INSERT INTO terms SELECT 'grant/' || id, now(), now(), now() + interval '9 days' FROM made "
            "WHERE $1 <> ''",
        )
    yield Step(
        name="board_versions: another notice",
        where="board_versions",
        statement="INSERT INTO board_versions (effective_from, adopted_at, adopted_by, digest, source) SELECT now(), "
        "now(), 'head', encode(sha256(convert_to(source || ' ', 'UTF8')), 'hex'), source || ' ' FROM board_versions "
        "WHERE $1 <> '' ORDER BY version LIMIT 1",
    )
    yield Step(
        name="amendments: a change that nobody proposed",
        where="amendments",
        statement="INSERT INTO amendments (id, article_id, kind, stage, proposed_by, proposed_at, reason, base_hash, "
        "new_hash) SELECT 'xamend', id, 'update', 'applying', author, now(), 'x', content_hash, repeat('e', 64) "
        "FROM articles WHERE id = $1",
    )
    yield Step(
        name="meetings: a meeting that nobody called",
        where="meetings",
        statement="INSERT INTO meetings (id, stage, starts_at, place, topic, called_by, called_at) "
        "SELECT 'xmeeting', 'called', now(), 'x', 'x', 'head', now() WHERE $1 <> ''",
    )


def _lines() -> Iterator[Step]:
    for kind, outcome in (("act", "accepted"), ("deed", "accepted"), ("receipt", ""), ("submission", "")):
        yield Step(
            name=f"ledger_append: {kind} {outcome}, a copy under another hour and id".replace(" ,", ","),
            where="ledger",
            statement="SELECT ledger_append(article_id, CASE WHEN act_id IS NULL THEN NULL ELSE 'x' || act_id END, "
            "(SELECT string_agg(p, ':') FROM (SELECT replace(body, '\"act_id\":\"', '\"act_id\":\"x') AS p) AS q)) "
            f'FROM ledger WHERE article_id = $1 AND body LIKE \'%"kind":"{kind}"%\' '
            f"AND body LIKE '%{outcome}%' ORDER BY seq DESC LIMIT 1",
        )
    for what, statement in {
        "a line changed": "UPDATE ledger SET body = replace(body, '\"at\"', '\"at\" ') WHERE article_id = $1",
        "a line taken away": "DELETE FROM ledger WHERE article_id = $1 AND seq = (SELECT max(seq) FROM ledger "
        "WHERE article_id = $1)",
        "all lines taken away": "DELETE FROM ledger WHERE article_id = $1",
        "the head set back": "UPDATE ledger_head SET seq = seq - 1 WHERE $1 <> ''",
    }.items():
        yield Step(name=f"ledger: {what}", where="ledger", statement=statement)


STEPS: Final = (*_articles(), *_texts(), *_channels(), *_promises(), *_powers(), *_lines())
"""Tried by every role and by a superuser, on an article at every stage."""
