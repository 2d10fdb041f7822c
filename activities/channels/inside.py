"""What stands inside an answer, whatever the channel has put there."""

from typing import Any
from urllib.parse import urljoin


def objects(value: object) -> list[dict[str, Any]]:
    """The JSON objects of a list; empty when the channel sent something else in its place."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def within(value: object, *names: str) -> Any:
    """What stands under these names, one inside the other; None when the channel sent something else."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def absolute(base: str, url: object) -> str:
    """The address as seen from `base`; empty when the channel sent something that is no address."""
    try:
        return urljoin(base, str(url or "")) if url else ""
    except ValueError:
        return ""
