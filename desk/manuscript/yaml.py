"""Front matter as YAML, held to what an author writes: keys, values and lists, nothing that unfolds or builds."""

from typing import Any, Final

import yaml
from typing_extensions import override

from desk.refusal import refusal
from newsroom.text import quoted

MAX_FRONT_MATTER_CHARS: Final = 64 * 1024
MAX_FRONT_MATTER_DEPTH: Final = 8

_REMEDY: Final = "hãy sửa (giá trị có dấu hai chấm thì đặt trong ngoặc kép) rồi gửi lại"


def front_matter_of(head: str) -> dict[str, Any]:
    """What stands between the two lines of `---`.

    Errors: InvalidInput, naming the line, for what is too long or too deep, not YAML or not `key: value`, and for
            aliases, anchors and tags, by which a few letters grow to gigabytes or to objects.
    """
    if len(head) > MAX_FRONT_MATTER_CHARS:
        most = MAX_FRONT_MATTER_CHARS >> 10
        raise refusal("metadata", f"phần khai đầu bài dài quá {most} nghìn ký tự", "hãy rút gọn rồi gửi lại")
    try:
        data = _PlainLoader(head).get_single_data()
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise refusal("metadata", f"{_place(getattr(error, 'problem_mark', None))} sai cú pháp", _REMEDY) from error
    if not isinstance(data, dict | None):
        raise refusal("metadata", "phần khai đầu bài không ở dạng “khóa: giá trị”", "hãy sửa rồi gửi lại")
    return {quoted(key): value for key, value in (data or {}).items()}


class _PlainLoader(yaml.SafeLoader):
    """Looks at each node before it is made, so that nothing has yet grown when it is refused."""

    _depth = 0

    @override
    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if getattr(event, "anchor", None) or getattr(event, "tag", None):
            raise refusal(
                "metadata",
                f"{_place(event.start_mark)} có ký hiệu “&”, “*” hoặc “!” ở đầu một giá trị, hệ thống không nhận",
                "hãy bỏ ký hiệu đó, hoặc đặt cả giá trị trong ngoặc kép, rồi gửi lại",
            )
        if self._depth > MAX_FRONT_MATTER_DEPTH:
            wrong = f"{_place(event.start_mark)} lồng nhau quá {MAX_FRONT_MATTER_DEPTH} tầng"
            raise refusal("metadata", wrong, "hãy viết theo mẫu bản thảo rồi gửi lại")
        self._depth += 1
        node = super().compose_node(parent, index)
        self._depth -= 1
        if isinstance(node, yaml.MappingNode):
            _refuse_twice(node)
        return node


def _refuse_twice(mapping: yaml.MappingNode) -> None:
    seen: set[str] = set()
    for key, _ in mapping.value:
        if str(key.value) in seen:
            wrong = f"{_place(key.start_mark)} ghi mục “{quoted(key.value)}” lần thứ hai"
            raise refusal("metadata", wrong, "hãy giữ một lần rồi gửi lại")
        seen.add(str(key.value))


def _place(mark: object) -> str:
    line = getattr(mark, "line", None)
    return "phần khai đầu bài" if line is None else f"phần khai đầu bài, dòng {line + 2},"
