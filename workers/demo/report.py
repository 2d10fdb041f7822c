"""The day on a terminal: what was published, what was refused, which promises held."""

from collections.abc import Sequence

from rich.markup import escape
from rich.table import Table

from newsroom.article import ChannelName, Kind, Topic, spoken
from newsroom.board import OFFICE_LABELS, Board
from workers.console import out
from workers.demo.facts import ArticleFacts
from workers.demo.promises import Promise
from workers.demo.trouble import Refusal

_CHANNEL_HEADS = ("Cổng", "Fanpage", "Zalo")


def show_articles(articles: Sequence[ArticleFacts], board: Board) -> None:
    """The table of the day, readable on eighty columns, then the links."""
    table = Table("Bài", "Người duyệt, căn cứ", *_CHANNEL_HEADS)
    for article in articles:
        topics = ", ".join(board.topic_labels[Topic(topic)] for topic in article.topics)
        approver = board.member(article.approver)
        office = OFFICE_LABELS[approver.office] if approver else article.approver
        seconds = [article.seconds_to_visible.get(channel) for channel in ChannelName]
        table.add_row(
            f"{spoken(article.id)} {escape(article.title)}\n[dim]{board.kind_labels[Kind(article.kind)]}; {topics}[/]",
            f"{office}\n[dim]{article.ground}[/]",
            *("–" if value is None else f"{value:.2f} s" for value in seconds),
        )
    out.print(table)
    out.print("Số giây: từ lúc duyệt, hoặc từ giờ hẹn đăng, đến lúc bạn đọc thấy bài.")
    for article in articles:
        out.print(f"{escape(article.title)}")
        for label, url in article.links.items():
            out.print(f"  {label}: {escape(url)}", soft_wrap=True)
    out.print("Để xem các bài này ở đúng địa chỉ trên: make up.")


def show_refusals(refusals: Sequence[tuple[str, str, Refusal]]) -> None:
    """What was refused, and with which words."""
    out.print("\n[bold]Bị từ chối, đúng như phải thế[/]")
    for file, what, refusal in refusals:
        out.print(f"• {escape(what)} ({escape(file)}): {escape(refusal.message)}")


def show_promises(promises: Sequence[Promise]) -> None:
    """Each promise with its verdict."""
    table = Table("Lời hứa", "Giữ", "Chi tiết")
    for promise in promises:
        table.add_row(promise.name, "[green]có[/]" if promise.held else "[red]KHÔNG[/]", escape(promise.detail))
    out.print(table)
