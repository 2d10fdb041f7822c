"""The `toasoan` command."""

from typing import Final

import typer
from rich.markup import escape

from newsroom.errors import NewsroomError
from workers.commands.table import Commands
from workers.commands.usage import in_vietnamese
from workers.console import err, say_failed

_FAILED: Final = 1
_USAGE: Final = 2
# typer brings a click of its own; all that it says of a command line derives from this parent of BadParameter.
_NOT_UNDERSTOOD: type[typer.BadParameter] = typer.BadParameter.__mro__[1]

app = typer.Typer(
    name="toasoan",
    cls=Commands,
    help="Tòa soạn: quy trình biên tập, duyệt và đăng tin bài của Cổng TTĐT tỉnh.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.callback()
def toasoan() -> None:
    """Carry out one command."""


def main() -> None:
    """Entry point: usage errors are told in Vietnamese too."""
    try:
        code = app(standalone_mode=False)
    except _NOT_UNDERSTOOD as wrong:
        if said := wrong.format_message():
            wrong_here = escape(in_vietnamese(said))
            err.print(f"[bold red]Câu lệnh chưa đúng:[/] {wrong_here} Xem `toasoan --help`.", soft_wrap=True)
        raise SystemExit(_USAGE) from None
    except typer.Abort:
        raise SystemExit(130) from None
    except NewsroomError as refused:
        say_failed(str(refused))
        raise SystemExit(_FAILED) from None
    raise SystemExit(code or 0)


if __name__ == "__main__":
    main()
