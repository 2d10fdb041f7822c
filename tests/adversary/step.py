"""One step of an attacker who reaches the storage."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step.

    Shape: `statement` takes the article as `$1`; `where` is the table it touches; `names` is asked before it and tells
    what a finding has to name: one of the ids or numbers that it gives; `then` is said after the statement.
    """

    name: str
    where: str
    statement: str
    names: str = "SELECT $1"
    then: str = ""
