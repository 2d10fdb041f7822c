"""The search attributes of an article: what operators find it by. They hold nothing private."""

from typing import Any, Final

from temporalio.common import SearchAttributeKey, SearchAttributePair, SearchAttributeUpdate, TypedSearchAttributes

from activities.contracts import Agenda
from newsroom.board import Office
from newsroom.stages import CLOSED
from newsroom.standing import Standing, Wait, wait_of

ARTICLE_STAGE: Final = SearchAttributeKey.for_keyword("ArticleStage")
ARTICLE_KIND: Final = SearchAttributeKey.for_keyword("ArticleKind")
TOPICS: Final = SearchAttributeKey.for_keyword_list("Topics")
WAITING_FOR: Final = SearchAttributeKey.for_keyword("WaitingFor")
DUE_AT: Final = SearchAttributeKey.for_datetime("DueAt")
PUBLISH_DUE_AT: Final = SearchAttributeKey.for_datetime("PublishDueAt")
SLA_BREACHED: Final = SearchAttributeKey.for_bool("SlaBreached")
NEAR_LIMIT: Final = SearchAttributeKey.for_bool("NearLimit")
"""Of any workflow: that it has taken nearly all that the server lets one run take, and could not go over yet."""

REGISTRY: Final[dict[str, str]] = {
    ARTICLE_STAGE.name: "Keyword",
    ARTICLE_KIND.name: "Keyword",
    TOPICS.name: "KeywordList",
    WAITING_FOR.name: "Keyword",
    DUE_AT.name: "Datetime",
    PUBLISH_DUE_AT.name: "Datetime",
    SLA_BREACHED.name: "Bool",
    NEAR_LIMIT.name: "Bool",
}
"""Name and type of each, for the servers that must know them before the first article."""


def at_start(standing: Standing, agenda: Agenda) -> TypedSearchAttributes:
    """The search attributes that an article starts with."""
    pairs: list[SearchAttributePair[Any]] = [
        SearchAttributePair(ARTICLE_STAGE, standing.stage.value),
        SearchAttributePair(ARTICLE_KIND, standing.kind.value),
        SearchAttributePair(TOPICS, list(standing.topics)),
        SearchAttributePair(WAITING_FOR, wait_of(standing)),
        SearchAttributePair(SLA_BREACHED, agenda.breached),
    ]
    if agenda.due_at is not None:
        pairs.append(SearchAttributePair(DUE_AT, agenda.due_at))
    return TypedSearchAttributes(pairs)


def after_change(standing: Standing, agenda: Agenda, waits: Office | Wait) -> list[SearchAttributeUpdate[Any]]:
    """The search attributes that follow from an article's standing and agenda, and from what it waits for."""
    closed = standing.stage in CLOSED
    due_at = None if closed else agenda.due_at
    publish_due_at = None if closed else agenda.publish_due_at
    return [
        ARTICLE_STAGE.value_set(standing.stage.value),
        ARTICLE_KIND.value_set(standing.kind.value),
        TOPICS.value_set(list(standing.topics)),
        WAITING_FOR.value_set(waits),
        DUE_AT.value_unset() if due_at is None else DUE_AT.value_set(due_at),
        PUBLISH_DUE_AT.value_unset() if publish_due_at is None else PUBLISH_DUE_AT.value_set(publish_due_at),
    ]
