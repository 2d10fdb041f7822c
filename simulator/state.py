"""What the pretend services remember: drawers of records and stored files, kept in SQLite when a path is given.

One process owns the file; records are read from memory and written through at once.
"""

import json
import sqlite3
from collections.abc import Iterator
from typing import Any, TypeAlias

Record: TypeAlias = dict[str, Any]

_SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = OFF;
CREATE TABLE IF NOT EXISTS records (
    place INTEGER PRIMARY KEY AUTOINCREMENT, drawer TEXT, key TEXT, value TEXT, UNIQUE (drawer, key));
CREATE TABLE IF NOT EXISTS files (key TEXT PRIMARY KEY, content BLOB);
"""
_PUT = (
    "INSERT INTO records (drawer, key, value) VALUES (?, ?, ?) "
    "ON CONFLICT (drawer, key) DO UPDATE SET value = excluded.value"
)


class Drawer:
    """Records of one sort by key, in the order they were first put in."""

    def __init__(self, name: str, records: dict[str, Record], base: sqlite3.Connection) -> None:
        self._name = name
        self._records = records
        self._base = base

    def get(self, key: str) -> Record | None:
        """Record under `key`; None when there is none."""
        return self._records.get(key)

    def put(self, key: str, record: Record) -> None:
        """Store `record` in memory and in the file before returning."""
        self._records[key] = record
        text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
        self._base.execute(_PUT, (self._name, key, text))

    def drop(self, key: str) -> None:
        """Forget the record under `key`; nothing happens when there is none."""
        if self._records.pop(key, None) is not None:
            self._base.execute("DELETE FROM records WHERE drawer = ? AND key = ?", (self._name, key))

    def clear(self) -> None:
        """Forget every record."""
        self._records.clear()
        self._base.execute("DELETE FROM records WHERE drawer = ?", (self._name,))

    def __iter__(self) -> Iterator[Record]:
        """Records, oldest first."""
        return iter(self._records.values())

    def newest_first(self) -> Iterator[Record]:
        """Records, youngest first."""
        return reversed(self._records.values())

    def items(self) -> Iterator[tuple[str, Record]]:
        """Keys and records, oldest first."""
        return iter(self._records.items())

    def __len__(self) -> int:
        """Number of records."""
        return len(self._records)


class State:
    """All drawers and files of one simulator."""

    def __init__(self, data_file: str | None) -> None:
        self._base = sqlite3.connect(data_file or ":memory:", isolation_level=None, check_same_thread=False)
        self._base.executescript(_SCHEMA)
        self._loaded: dict[str, dict[str, Record]] = {}
        for drawer, key, value in self._base.execute("SELECT drawer, key, value FROM records ORDER BY place"):
            self._loaded.setdefault(drawer, {})[key] = json.loads(value)
        self._numbers = self.drawer("numbers")

    def drawer(self, name: str) -> Drawer:
        """The drawer called `name`, with whatever an earlier run left in it."""
        return Drawer(name, self._loaded.setdefault(name, {}), self._base)

    def next_number(self, name: str) -> int:
        """Next number of the series `name`, starting at 1 and never given twice."""
        last = self._numbers.get(name) or {"last": 0}
        number = int(last["last"]) + 1
        self._numbers.put(name, {"last": number})
        return number

    def put_file(self, key: str, content: bytes) -> None:
        """Store `content`, replacing what was there."""
        self._base.execute("INSERT OR REPLACE INTO files VALUES (?, ?)", (key, content))

    def file(self, key: str) -> bytes | None:
        """Stored content; None when there is none."""
        row = self._base.execute("SELECT content FROM files WHERE key = ?", (key,)).fetchone()
        return None if row is None else bytes(row[0])

    def close(self) -> None:
        """Close the file; the state cannot be used afterwards."""
        self._base.close()
