"""The check of texts that the newsroom has already: which may be named to whom, and how it is said."""

from collections.abc import Iterable, Iterator
from typing import Final

from newsroom.article import ArticleId, Content, spoken
from newsroom.checklist.findings import Code, Facts, Finding, Lookalike, excerpt, warning

_MOST: Final = 5
_UNNAMED: Final = Lookalike(article_id=ArticleId(""), title="", same_title=False, same_body=True)


def duplicate(_content: Content, facts: Facts) -> Iterator[Finding]:
    """Items already in the newsroom with the same title, or the same body under any title.

    Source: rule 54; checklist 2.4; duplicates are a ground for refusal (2.3).
    """
    yield from alike(facts.lookalikes)


def alike(lookalikes: Iterable[Lookalike]) -> tuple[Finding, ...]:
    """One finding for each look-alike.

    Source: rule 54; checklist 2.4; decision 0054.
    """
    return tuple(map(_finding, lookalikes))


def known_lookalikes(found: Iterable[tuple[Lookalike, bool]]) -> tuple[Lookalike, ...]:
    """What of look-alikes somebody may know, each given with whether the article is there for that person.

    Shape:  the same body in an article that is not is told without a name, and once; the same title is not told.
    Source: rule 6; decisions 0038, 0054.
    """
    told = list(found)
    named = [lookalike for lookalike, is_seen in told if is_seen][:_MOST]
    hidden = any(lookalike.same_body for lookalike, is_seen in told if not is_seen)
    return (*named, _UNNAMED) if hidden else tuple(named)


def _finding(other: Lookalike) -> Finding:
    field = "body" if other.same_body else "title"
    if not other.article_id:
        message = "Nội dung trùng với một bài khác đã có trong tòa soạn; hãy hỏi Thư ký Ban Biên tập trước khi trình."
        return warning(Code.DUPLICATE, message, field, "thân bài")
    same = " và ".join(what for what, is_so in (("tiêu đề", other.same_title), ("nội dung", other.same_body)) if is_so)
    which = f"bài {spoken(other.article_id)}"
    message = f"Trùng {same} với {which} “{excerpt(other.title)}”; hãy đối chiếu trước khi trình."
    return warning(Code.DUPLICATE, message, field, which)
