"""Another kind or other topics, stated for a text that is not sent again."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from desk.manuscript.meta import meta_from, topics_known
from desk.refusal import refusal
from desk.statements import Relabel
from newsroom.article import Topic

_LABELS: Final = frozenset({"kind", "topics"})


def relabel_from(stated: Mapping[str, Any], known_topics: Collection[str]) -> Relabel | None:
    """What is stated besides a text that stays; None when nothing is. Errors: InvalidInput naming the field."""
    if not stated:
        return None
    meta = meta_from(stated)
    if others := sorted(meta.model_fields_set - _LABELS):
        raise refusal(others[0], "mục này thuộc bản thảo", "hãy gửi kèm bản thảo, hoặc chỉ ghi kind và topics")
    topics = None if meta.topics is None else tuple(map(Topic, topics_known(meta.topics, known_topics)))
    return Relabel(kind=meta.kind, topics=topics)
