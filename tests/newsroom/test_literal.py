"""What people wrote, shown in Markdown of ours as letters and as nothing else."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from newsroom.article import ChannelName
from newsroom.describe import details
from newsroom.publishing import ChannelResult, Outcome
from newsroom.stages import Stage
from newsroom.text import literal, plain, summary_line
from tests.support.samples import at_stage

_READER = MarkdownIt("commonmark", {"html": True})
# The addresses that GitHub's dialect, which Temporal's pages speak, makes links of without being asked.
_BARE = re.compile(r"https?://|ftp://|www\.|(?:mailto|xmpp):|[-.\w+]@[-\w]+\.", re.IGNORECASE)
EVIL = (
    "[x](http://evil)",
    "![x](http://evil/a.png)",
    "[x][y]",
    "<a href='http://evil'>bấm vào</a>",
    "<http://evil>",
    "<img src=x onerror=alert(1)>",
    "http://evil.example/a_b_c",
    "HTTPS://evil.example",
    "WWW.evil.example",
    "viết cho ai@evil.example",
    "mailto:ai@evil.example",
    "&#60;a&#62;",
    "&lt;b&gt;",
    "# Tin nóng",
    "1. Tin nóng",
    "12) Tin nóng",
    "- Tin nóng",
    "+ Tin nóng",
    "---",
    "===",
    "`x`",
    "~~x~~ **x** __x__",
    "a | b",
    r"C:\tin\[x](http://evil)",
    "```\n[x](http://evil)",
    "dòng một\n\n[y]: http://evil\n\n[y]",
    "    thụt vào",
)


def _kinds(text: str) -> set[str]:
    def walk(tokens: list[Token]) -> set[str]:
        return {kind for token in tokens for kind in ({token.type} | walk(token.children or []))}

    return walk(_READER.parse(text))


def _shown(text: str) -> str:
    return "".join(child.content for token in _READER.parse(text) for child in token.children or [])


@pytest.mark.trust
@pytest.mark.parametrize("said", EVIL)
def test_a_title_is_no_link_and_no_mark_wherever_it_stands(said: str) -> None:
    """A link in a title would be a link on the pages of those who run the servers."""
    for text in (summary_line(said), f"**Bước:** {literal(said)}", f"- {literal(said)}"):
        assert _kinds(text) <= {
            "paragraph_open", "paragraph_close", "inline", "text", "text_special", "strong_open", "strong_close",
            "bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close",
        }, text  # fmt: skip
        assert not _BARE.search(_shown(text)), text
    assert _shown(summary_line(said)).replace("\u2060", "") == plain(said)


@given(st.text(max_size=60))
def test_whatever_is_written_is_shown_letter_by_letter(said: str) -> None:
    assert _kinds(literal(said)) <= {"paragraph_open", "paragraph_close", "inline", "text", "text_special"}
    assert _shown(literal(said)).replace("\u2060", "") == plain(said).replace("\u2060", "").replace("\0", "\ufffd")


@pytest.mark.trust
def test_what_operators_read_of_an_article_has_no_link_but_that_of_the_channel() -> None:
    """Reasons and explanations quote what others wrote."""
    waiting = at_stage(Stage.AWAITING_APPROVAL)
    seat = replace(waiting.seat, reasons=EVIL)
    stopped = ChannelResult(channel=ChannelName.PORTAL, outcome=Outcome.NEEDS_PERSON, explanation=EVIL[0])
    text = details(replace(waiting, seat=seat), (stopped,), None)
    assert not {"link_open", "image", "html_inline", "html_block"} & _kinds(text)
    assert not _BARE.search(_shown(text))
