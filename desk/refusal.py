"""How a manuscript is turned away: one sentence for what is wrong, what was kept, and what to do."""

from newsroom.errors import InvalidInput


def refusal(field: str, wrong: str, remedy: str) -> InvalidInput:
    """Error to raise when a manuscript cannot be taken in; `remedy` begins in lower case and has no full stop."""
    message = f"{wrong}. Chưa có gì được lưu; {remedy}."
    return InvalidInput(_sayable(field), _sayable(message))


def _sayable(text: str) -> str:
    return text.encode(errors="replace").decode()
