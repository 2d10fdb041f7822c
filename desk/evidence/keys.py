"""Keys in a pack of evidence: whether each signature is of a key that counted at its line, and whose keys they are."""

from collections.abc import Iterable, Iterator

from activities.signatures import is_signed_by
from desk.evidence.form import Pack, Step, key_signers, read
from newsroom.ledger.acts import Submission
from newsroom.ledger.key_lines import KeyChanged, KeyStolen
from newsroom.ledger.keys import KeyRing, first_ring, is_public_key

_OF_KEYS = KeyChanged | KeyStolen


def ring_of(pack: Pack) -> KeyRing:
    """The ring of keys that a pack tells of."""
    return first_ring(pack.desk_public_key, pack.second_public_key, is_signed_by).extended(read(pack.keys))


def key_faults(pack: Pack, signed: Iterable[tuple[int, Step | Submission]]) -> Iterator[str]:
    """What is wrong with the keys and with the signatures of what was signed, each with the number of its line.

    Source: promise 2 of the design.
    """
    if not is_public_key(pack.desk_public_key):
        yield "Khóa công khai của bàn biên tập không đúng dạng chuẩn."
        return
    lines = read(pack.keys)
    if [line.seq for line in lines] != sorted({line.seq for line in lines}):
        yield "Các dòng sổ về khóa bị lặp hoặc không theo thứ tự."
    yield from (f"Dòng sổ {line.seq} không phải về khóa." for line in lines if not isinstance(line.entry, _OF_KEYS))
    if pack.second_public_key and pack.second_public_key not in key_signers(lines):
        yield "Gói ghi khóa của cơ quan thứ hai mà không dòng nào do cơ quan đó ký."
    ring = ring_of(pack)
    yield from ring.faults
    for seq, said in signed:
        if not ring.holds(said.claim, said.signature, line=seq, at=said.at):
            yield f"Chữ ký của thao tác ở dòng sổ {seq} không đúng với khóa của bàn biên tập có hiệu lực ở dòng đó."


def distrusted(pack: Pack, first: str, second: str) -> Iterator[str]:
    """What in a pack rests on other keys than those that are known from elsewhere.

    Shape: `first` and `second` are empty where nothing is known.
    """
    if first and first != pack.desk_public_key:
        yield "Khóa công khai trong gói không phải khóa của bàn biên tập mà anh/chị tin cậy."
    if (first or second) and pack.second_public_key not in {"", second}:
        yield "Gói dựa vào chữ ký của cơ quan thứ hai, mà khóa đó không phải khóa anh/chị tin cậy (--second-key)."
