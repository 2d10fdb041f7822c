"""The servers a newsroom on one machine needs, run as children of ours that never outlive us."""

from workers.embedded.child import ChildProcess, Launch, spawn
from workers.embedded.errors import (
    AlreadyRunning,
    AttributeTypeDiffers,
    DataBelongsToAnother,
    DidNotStart,
    EmbeddedError,
    PasswordMissing,
    ProgramMissing,
)
from workers.embedded.ports import free_port
from workers.embedded.postgres import EmbeddedPostgres, PostgresAddress
from workers.embedded.temporal import EmbeddedTemporal, add_search_attributes
from workers.embedded.wordpress import EmbeddedWordPress

__all__ = [
    "AlreadyRunning",
    "AttributeTypeDiffers",
    "ChildProcess",
    "DataBelongsToAnother",
    "DidNotStart",
    "EmbeddedError",
    "EmbeddedPostgres",
    "EmbeddedTemporal",
    "EmbeddedWordPress",
    "Launch",
    "PasswordMissing",
    "PostgresAddress",
    "ProgramMissing",
    "add_search_attributes",
    "free_port",
    "spawn",
]
