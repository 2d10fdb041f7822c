"""The point to confirm or correct before the last edit ends: a text speaks of reserved news, and its topics do not."""

from newsroom.article import Content
from newsroom.board import Board
from newsroom.checklist.findings import Code, Finding, passages, warning
from newsroom.checklist.reserved_words import revealed


def to_confirm(board: Board, content: Content) -> tuple[Finding, ...]:
    """One point for each reserved topic that the text speaks of; none when it has any reserved topic.

    Shape: the place is the first that reveals it; none by a notice that says no such words.
    Source: rules 22, 30 and 31; ambiguities A1, A3; decision 0042.
    """
    if not board.reserved_news or board.reserved_topics.intersection(content.topics):
        return ()
    found: dict[str, Finding] = {}
    for passage in passages(content):
        for topic in revealed(board.reserved_news, passage.text):
            label = board.topic_labels[topic]
            message = (
                f"Bài nói tới “{label}”, nội dung do Trưởng Ban duyệt, nhưng chưa có chủ đề này. Hãy thêm "
                f"chủ đề {topic} (mục topics), hoặc giữ chủ đề và ghi lý do (mục topics_reason)."
            )
            found.setdefault(topic, warning(Code.RESERVED_NEWS, message, "topics", passage.at()))
    return tuple(found.values())
