"""What is wrong with a command line, in Vietnamese: the library that reads it says so in English only."""

import re
from typing import Final

_SAYINGS: Final = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        (r"^No such command '(.+?)'\.(?: Did you mean (.+)\?)?$", r"không có lệnh “\1”.§Có phải là \2?"),
        (r"^No such option: (\S+?)(?: Did you mean (.+)\?)?$", r"không có tùy chọn \1.§Có phải là \2?"),
        (r"^No such option: (\S+) \(Possible options: (.+)\)$", r"không có tùy chọn \1.§Có thể là: \2."),
        (r"^Missing argument '(.+)'\.?$", r"thiếu “\1”."),
        (r"^Missing option '(.+)'\.?$", r"thiếu tùy chọn \1."),
        (r"^Missing command\.$", "thiếu tên lệnh."),
        (r"^Got unexpected extra argument(?:s|\(s\))? \((.+)\)$", r"thừa “\1”."),
        (r"^Option '(.+)' requires an argument\.$", r"sau \1 phải có giá trị."),
        (r"^Option '(.+)' does not take a value\.$", r"\1 không đi kèm giá trị."),
        (
            r"^Invalid value for '(.+?)': (?:Value error, )?'(.*)' is not one of (.+)\.$",
            r"\1 không nhận “\2”; chọn một trong: \3.",
        ),
        (r"^Invalid value for '(.+?)': Input should be a valid integer.*$", r"\1 phải là số nguyên."),
        (r"^Invalid value for '(.+?)': Input should be a valid (?:number|float).*$", r"\1 phải là số."),
        (r"^Invalid value for '(.+?)': Input should be less than or equal to (\S+)$", r"\1 nhiều nhất là \2."),
        (r"^Invalid value for '(.+?)': Input should be greater than or equal to (\S+)$", r"\1 ít nhất là \2."),
        (r"^Invalid value for '(.+?)': (.*)$", r"\1 không hợp lệ (\2)."),
    )
)
_MAYBE: Final = "§"


def in_vietnamese(said: str) -> str:
    """The sentence in Vietnamese; as it came when it is none that is known."""
    for pattern, sentence in _SAYINGS:
        if found := pattern.match(said):
            always, _, guess = sentence.partition(_MAYBE)
            return found.expand(f"{always} {guess}" if guess and found[2] else always)
    return said
