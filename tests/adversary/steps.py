"""What attackers try, as a table: each step with a name, who tries it, and the statement; made by rule, not by hand."""

from collections.abc import Iterator
from typing import Final

from activities.storage.roles import Role
from newsroom.article import ChannelName
from newsroom.ledger.kinds import EntryKind
from newsroom.sla import Promise
from newsroom.stages import Stage
from tests.adversary.power_steps import POWER_STEPS
from tests.adversary.step import Step

SUPERUSER: Final = "superuser"
ROLES: Final = tuple(role.value for role in Role)


_MADE_UP_ACT: Final = "'xmade'"


def _set(column: str, value: str, called: str) -> Step:
    return Step(
        name=f"articles.{column} = {called}",
        where="articles",
        statement=f"UPDATE articles SET {column} = {value} WHERE id = $1 AND {column} IS DISTINCT FROM {value}",
    )


def _articles() -> Iterator[Step]:
    for stage in Stage:
        yield _set("stage", f"'{stage}'", stage)
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
        "another point": """points = '{"points":[{"kind":"comment","place":"x","words":"x"}]}'""",
        "no point at all": "points = 'x'",
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


_NEXT: Final = "SELECT (seq + 1)::text FROM ledger_head WHERE $1 <> ''"


def _lines() -> Iterator[Step]:
    for kind, outcome in (("act", "accepted"), ("deed", "accepted"), ("receipt", ""), ("submission", "")):
        yield Step(
            name=f"ledger_append: {kind} {outcome}, a copy under another hour and id".replace(" ,", ","),
            where="ledger",
            statement="SELECT ledger_append(article_id, CASE WHEN act_id IS NULL THEN NULL ELSE 'x' || act_id END, "
            "(SELECT string_agg(p, ':') FROM (SELECT replace(body, '\"act_id\":\"', '\"act_id\":\"x') AS p) AS q)) "
            f'FROM ledger WHERE article_id = $1 AND body LIKE \'%"kind":"{kind}"%\' '
            f"AND body LIKE '%{outcome}%' ORDER BY seq DESC LIMIT 1",
            names=_NEXT,
        )
    for kind in EntryKind:
        yield Step(
            name=f"ledger_append: a made up line of the kind {kind}",
            where="ledger",
            statement=f"SELECT ledger_append($1, {_MADE_UP_ACT}, jsonb_build_object('kind', '{kind}', 'at', now(), "
            f"'article_id', $1::text, 'act_id', {_MADE_UP_ACT}, 'outcome', 'accepted')::text || '')",
            names=_NEXT,
        )
    yield Step(
        name="ledger_append: a key of the attacker's",
        where="ledger",
        statement="SELECT ledger_append('', NULL, jsonb_build_object('kind', 'key', 'at', now(), 'article_id', '', "
        "'act_id', NULL, 'outcome', 'changed', 'before', encode(decode(repeat('cd', 32), 'hex'), 'base64'), "
        "'public_key', encode(decode(repeat('ab', 32), 'hex'), 'base64'), 'by', 'desk', "
        "'signature', encode(decode(repeat('ab', 64), 'hex'), 'base64'))::text) WHERE $1 <> ''",
        names=_NEXT,
    )
    number = "SELECT seq::text FROM ledger WHERE article_id = $1"
    for what, statement in {
        "a line changed": "UPDATE ledger SET body = replace(body, '\"at\"', '\"at\" ') WHERE article_id = $1",
        "a line taken away": "DELETE FROM ledger WHERE article_id = $1 AND seq = (SELECT max(seq) FROM ledger "
        "WHERE article_id = $1)",
        "a line of another article": "UPDATE ledger SET article_id = 'khac' WHERE article_id = $1 AND seq = "
        "(SELECT max(seq) FROM ledger WHERE article_id = $1)",
        "a line without its act": "UPDATE ledger SET act_id = NULL WHERE article_id = $1 AND act_id IS NOT NULL",
        "all lines taken away": "DELETE FROM ledger WHERE article_id = $1",
    }.items():
        yield Step(name=f"ledger: {what}", where="ledger", statement=statement, names=number)
    for what, change in {"set back": "seq = seq - 1", "of another hash": "hash = repeat('a', 64)"}.items():
        yield Step(
            name=f"ledger: the head {what}",
            where="ledger",
            statement=f"UPDATE ledger_head SET {change} WHERE $1 <> ''",
            names="SELECT seq::text FROM ledger_head WHERE $1 <> ''",
        )


def _chained_anew() -> Iterator[Step]:
    """Lines changed or taken away, and every hash reckoned again: only what was kept elsewhere can tell."""
    last = "(SELECT max(seq) FROM ledger WHERE article_id = $1)"
    for what, statement in {
        "the last line of an article taken away": f"DELETE FROM ledger WHERE article_id = $1 AND seq = {last}",
        "every line of an article taken away": "DELETE FROM ledger WHERE article_id = $1",
        "an approval taken away": 'DELETE FROM ledger WHERE article_id = $1 AND body LIKE \'%"act":"approve"%\'',
        "an hour changed": 'UPDATE ledger SET body = replace(body, \'"at":"20\', \'"at":"19\') WHERE article_id = $1',
        "a member changed": "UPDATE ledger SET body = replace(body, 'final-editor', 'reporter-1') "
        "WHERE article_id = $1 AND body LIKE '%final-editor%'",
        "a refusal taken away": "DELETE FROM ledger WHERE $1 <> '' AND body LIKE '%\"outcome\":\"refused\"%'",
        "the tail cut": "DELETE FROM ledger WHERE $1 <> '' AND seq > (SELECT max(seq) - 3 FROM ledger)",
        "all emptied": "DELETE FROM ledger WHERE $1 <> ''",
        "a receipt taken away": 'DELETE FROM ledger WHERE article_id = $1 AND body LIKE \'%"kind":"receipt"%\'',
        "a token's end taken away": "DELETE FROM ledger WHERE $1 <> '' AND body LIKE '%\"change\":\"revoked\"%'",
    }.items():
        of_one = "SELECT seq::text FROM ledger WHERE article_id = $1 UNION ALL SELECT $1"
        of_all = "SELECT seq::text FROM ledger WHERE $1 <> ''"
        yield Step(
            name=f"ledger chained anew: {what}",
            where="ledger",
            statement=statement,
            names=of_all if "$1 <>" in statement else of_one,
            then="SELECT pg_temp.chained_anew()",
        )


_BESIDE: Final = {
    "notifications": "UPDATE notifications SET read_at = now() WHERE $1 <> ''",
    "checks": "INSERT INTO checks VALUES ('ledger', true, now() + interval '9 days', $1)",
    "watch_probe": "UPDATE watch_probe SET at = now() + interval '9 days' WHERE $1 <> ''",
    "refusals": "UPDATE refusals SET told = refused WHERE $1 <> ''",
    "unforeseen": "INSERT INTO unforeseen VALUES ($1, 1, now(), now())",
    "counted_acts": "INSERT INTO counted_acts SELECT act_id, now(), 'expired' FROM ledger "
    "WHERE article_id = $1 AND act_id IS NOT NULL",
    "acts_apart": "INSERT INTO acts_apart (act_id, claim, signature) SELECT 'x' || act_id, body, 'x' FROM ledger "
    "WHERE article_id = $1 AND act_id IS NOT NULL",
    "prepared_acts": "INSERT INTO prepared_acts (id, member, said) SELECT 'x' || act_id, 'head', body FROM ledger "
    "WHERE article_id = $1 AND act_id IS NOT NULL",
    "personal_key_counts": "INSERT INTO personal_key_counts VALUES ($1, 9)",
    "openings": "DELETE FROM openings WHERE $1 <> ''",
    "board_drafts": "INSERT INTO board_drafts VALUES (repeat('a', 64), $1, now())",
    "upgrades": "UPDATE upgrades SET done_at = now() WHERE $1 <> ''",
    "numbers": "INSERT INTO numbers SELECT 'article', 2026, 999999 WHERE $1 <> '' ON CONFLICT (kind, year) "
    "DO UPDATE SET last = 1",
    "numbers_unsure": "INSERT INTO numbers_unsure SELECT true, now() WHERE $1 <> '' ON CONFLICT DO NOTHING",
    "channel_tokens": "INSERT INTO channel_tokens (channel, sealed, updated_at) VALUES ($1, 'x', now())",
    "token_leases": "INSERT INTO token_leases VALUES ($1, 'x', now() + interval '9 days')",
    "promises_ended": "INSERT INTO promises_ended VALUES ($1, '', 'kept', false, NULL, NULL, 9)",
    "articles_closed": "DELETE FROM articles_closed WHERE $1 <> ''",
    "entries_counted": "DELETE FROM entries_counted WHERE $1 <> ''",
    "entries_upto": "UPDATE entries_upto SET seq = seq + 9 WHERE $1 <> ''",
    "ledger_kinds": "UPDATE ledger_kinds SET writers = '{toasoan_watch}' WHERE $1 <> ''",
}
"""What decides nothing: inboxes, checks, counters, the hour of the watch, what the newsroom looks after itself."""


def _beside() -> Iterator[Step]:
    for table, statement in _BESIDE.items():
        yield Step(name=f"{table}: {statement.split()[0].lower()}", where=table, statement=statement)
    yield Step(
        name="notifications: delete", where="notifications", statement="DELETE FROM notifications WHERE $1 <> ''"
    )
    yield Step(name="upgrades: delete", where="upgrades", statement="DELETE FROM upgrades WHERE $1 <> ''")
    yield Step(name="acts_apart: update", where="acts_apart", statement="UPDATE acts_apart SET claim = $1")


STEPS: Final = (*_articles(), *_texts(), *_channels(), *_promises(), *POWER_STEPS, *_lines(), *_beside())
"""Tried by every role and by a superuser, on an article at every stage."""

OWNER_STEPS: Final = (*STEPS, *_chained_anew())
"""Tried by a superuser."""

DECIDES_NOTHING: Final = frozenset(_BESIDE)
"""What no reader, no power and no line hangs on: a superuser who changes it is not looked for."""
