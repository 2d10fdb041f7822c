"""Texts said to people: in full, as each channel will show them, and what the technical edit found in them."""

from collections.abc import Mapping, Sequence
from typing import Final

from typing_extensions import TypedDict

from activities.storage.articles.rows import Revision
from desk.addresses import API
from desk.presenting.shapes import ArticleText, Findings, FindingShown, PhotoShown, SourceShown
from desk.presenting.values import Hash, Moment, Name, instant, name_of
from newsroom.article import Content, Photo, Source, number_in
from newsroom.board import Board
from newsroom.checklist.check import Finding, Severity
from newsroom.publishing import CHANNEL_LABELS, channel_post
from newsroom.standing import Standing

_SEVERITY_LABELS: Final[dict[Severity, str]] = {Severity.BLOCKING: "phải sửa", Severity.WARNING: "nên xem lại"}


def text_data(standing: Standing, content: Content) -> ArticleText:
    """A text in full, with what each channel will show of it; `content_hash` is what a decision must name."""
    posts = [channel_post(content, channel) for channel in standing.channels]
    return {
        "article_id": standing.article_id,
        "number": number_in(standing.article_id),
        "revision": standing.revision,
        "content_hash": standing.content_hash,
        "kind": content.kind,
        "topics": list(content.topics),
        "title": content.title,
        "summary": content.summary,
        "body_html": content.body_html,
        "byline": content.byline,
        "source": _source_data(content.source) if content.source else None,
        "photos": [
            _photo_data(photo, f"{API}/articles/{standing.article_id}/photos/{photo.digest}")
            for photo in content.photos
        ],
        "channels": [{"channel": p.channel, "label": CHANNEL_LABELS[p.channel], "lines": list(p.lines)} for p in posts],
    }


def _source_data(source: Source) -> SourceShown:
    return {"name": source.name, "url": source.url, "published_on": source.published_on}


def _photo_data(photo: Photo, path: str) -> PhotoShown:
    return {
        "digest": photo.digest,
        "media_type": photo.media_type,
        "width": photo.width,
        "height": photo.height,
        "size_bytes": photo.size_bytes,
        "caption": photo.caption,
        "credit": photo.credit,
        "alt": photo.alt,
        "path": path,
    }


def findings_data(findings: Sequence[Finding]) -> Findings:
    """The technical edit's findings, and whether the text may be handed on for approval."""
    blocking = sum(finding.severity is Severity.BLOCKING for finding in findings)
    return {
        "ready": blocking == 0,
        "blocking": blocking,
        "warnings": len(findings) - blocking,
        "findings": [finding_data(finding) for finding in findings],
    }


def finding_data(finding: Finding) -> FindingShown:
    """A finding as the editor reads it."""
    return {
        "severity": finding.severity,
        "severity_label": _SEVERITY_LABELS[finding.severity],
        "code": finding.code,
        "field": finding.field,
        "place": finding.place,
        "message": finding.message,
    }


class RevisionShown(TypedDict):
    """A text of an article in the list of them. Shape: `marks` are what it is to the article and to who looks."""

    number: int
    hash: Hash
    by: Name
    at: Moment
    marks: list[str]


def revision_data(text: Revision, marks: Mapping[str, str], board: Board) -> RevisionShown:
    """A text in the list; `marks` give the hash of the text that each of them is about, empty for none."""
    return {
        "number": text.number,
        "hash": text.content_hash,
        "by": name_of(board, text.made_by),
        "at": instant(text.made_at),
        "marks": [mark for mark, marked in marks.items() if marked == text.content_hash],
    }
