"""A paper for a meeting as a file: what it is, is judged by its content and never by its name."""

import hashlib
from typing import Final

from desk.letters import tidy
from desk.manuscript.markup import serialise
from desk.manuscript.word.document import read_word
from desk.refusal import refusal
from desk.statements import MOST_PAPER_BYTES, PaperFile
from newsroom.errors import InvalidInput
from newsroom.matters.facts import LONGEST_FACT
from newsroom.text import BlockKind, blocks

_FIELD: Final = "file"
_LONGEST_NAME: Final = 200
_PDF: Final = b"%PDF-"
_PDF_ENDS: Final = b"%%EOF"
_ZIP: Final = b"PK"
_TAIL: Final = 2048


def paper_file(data: bytes, name: str) -> PaperFile:
    """The file that was sent. Errors: InvalidInput, naming the field, when it is too large, no PDF and no Word file."""
    if len(data) > MOST_PAPER_BYTES:
        raise refusal(_FIELD, f"tệp lớn hơn {MOST_PAPER_BYTES >> 20} MB", "hãy nén hoặc tách tệp rồi gửi lại")
    named = tidy(name).strip().replace("\\", "/").rpartition("/")[2][:_LONGEST_NAME] or "tai-lieu"
    return PaperFile(name=named, digest=hashlib.sha256(data).hexdigest(), data=data, text=_text(data))


def _text(data: bytes) -> str:
    if data.startswith(_PDF) and _PDF_ENDS in data[-_TAIL:]:
        return ""
    if not data.startswith(_ZIP):
        raise refusal(_FIELD, "tệp không phải PDF hoặc Word (.docx)", "hãy lưu lại dạng PDF hoặc .docx rồi gửi lại")
    try:
        html = serialise(read_word(data).blocks)
    except InvalidInput as wrong:
        raise InvalidInput(_FIELD, wrong.message.partition(": ")[2]) from wrong
    said = "\n".join(block.text for block in blocks(html) if block.kind is not BlockKind.PHOTO)
    return said if len(said) <= LONGEST_FACT else ""
