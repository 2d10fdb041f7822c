"""Which fault strikes the request at hand: the rules somebody switched on, then the seeded dice."""

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Any

from simulator.state import State

ANY_CALL = "*"


class Channel(StrEnum):
    """Outside services that can fail on their own."""

    PORTAL = "portal"
    WORDPRESS = "wordpress"
    FANPAGE = "fanpage"
    ZALO_OA = "zalo_oa"


class Stage(StrEnum):
    """When a fault strikes, seen from the effect of the request."""

    BEFORE = "before"
    AFTER = "after"
    CUT_BEFORE = "cut_before"
    CUT_AFTER = "cut_after"
    LATE = "late"
    WITHIN = "within"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One way a channel can fail; `passing` ones go away by themselves."""

    name: str
    calls: tuple[str, ...]
    text: str
    stage: Stage = Stage.BEFORE
    status: int = 200
    code: int | str = 0
    subcode: int | None = None
    message: str = ""
    passing: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Rule:
    """A fault switched on for a call, the next `times` requests that match; None means until removed."""

    number: int
    channel: Channel
    call: str
    fault: str
    times: int | None = 1
    match: str = ""
    seconds: float | None = None
    taken: int = 0


@dataclass(frozen=True, slots=True)
class Struck:
    """The fault that strikes this request, and how long it lasts if it is a slow one."""

    fault: Fault
    seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dice:
    """Random faults that come out the same for the same seed and the same order of calls."""

    seed: int
    rate: float
    faults: tuple[str, ...] = ()


class UnknownFault(LookupError):
    """No such channel, call and fault in the catalogue."""


class FaultTable:
    """Switched-on faults; survives a restart with the rest of the state."""

    def __init__(self, catalogue: Mapping[Channel, tuple[Fault, ...]], state: State) -> None:
        self._by_call: dict[tuple[Channel, str], dict[str, Fault]] = {}
        for channel, faults in catalogue.items():
            for fault in faults:
                for call in fault.calls:
                    self._by_call.setdefault((channel, call), {})[fault.name] = fault
        self._state = state
        self._rules = state.drawer("fault_rules")
        self._settings = state.drawer("fault_settings")
        self._live: list[Rule] = [Rule(**_revived(record)) for record in self._rules]

    def entries(self) -> Iterable[tuple[Channel, str, Fault]]:
        """Every (channel, call, fault) that can be switched on."""
        for (channel, call), faults in self._by_call.items():
            for fault in faults.values():
                yield channel, call, fault

    def rules(self) -> list[Rule]:
        """Rules still in force, oldest first."""
        return list(self._live)

    def switch_on(
        self,
        channel: Channel,
        call: str,
        fault: str,
        *,
        times: int | None = 1,
        match: str = "",
        seconds: float | None = None,
    ) -> Rule:
        """New rule; call `*` means every call that knows the fault.

        Errors: UnknownFault.
        """
        known = {(c, f.name) for ch, c, f in self.entries() if ch is channel}
        if (call, fault) not in known and not (call == ANY_CALL and any(name == fault for _, name in known)):
            raise UnknownFault(f"{channel}/{call}/{fault}")
        rule = Rule(
            number=self._state.next_number("fault_rules"),
            channel=channel,
            call=call,
            fault=fault,
            times=times,
            match=match,
            seconds=seconds,
        )
        self._live.append(rule)
        self._rules.put(str(rule.number), asdict(rule))
        return rule

    def switch_off(self) -> None:
        """Remove every rule, the dice and the delays."""
        self._live.clear()
        self._rules.clear()
        self._settings.clear()

    def throw_dice(self, dice: Dice) -> None:
        """Let random faults strike from now on; rate 0 stops them."""
        self._settings.put("dice", asdict(dice) | {"faults": list(dice.faults), "thrown": {}})

    def dice(self) -> Dice | None:
        """The dice in use."""
        kept = self._settings.get("dice")
        if kept is None:
            return None
        return Dice(seed=kept["seed"], rate=kept["rate"], faults=tuple(kept["faults"]))

    def set_delay(self, channel: Channel, seconds: float) -> None:
        """Hold every request of `channel` for that long."""
        self._settings.put(f"delay/{channel}", {"seconds": seconds})

    def delay(self, channel: Channel) -> float:
        """Seconds each request of `channel` is held."""
        kept = self._settings.get(f"delay/{channel}")
        return 0.0 if kept is None else float(kept["seconds"])

    def take(self, channel: Channel, call: str, subject: Callable[[], str]) -> Struck | None:
        """Fault for this request, used up by asking; None in peace time."""
        known = self._by_call.get((channel, call), {})
        for rule in self._live:
            if rule.channel is not channel or rule.call not in (call, ANY_CALL):
                continue
            if rule.fault in known and (not rule.match or rule.match in subject()):
                self._use(rule)
                return Struck(known[rule.fault], rule.seconds)
        return self._throw(channel, call, known)

    def _use(self, rule: Rule) -> None:
        rule.taken += 1
        if rule.times is not None and rule.taken >= rule.times:
            self._live.remove(rule)
            self._rules.drop(str(rule.number))
        else:
            self._rules.put(str(rule.number), asdict(rule))

    def _throw(self, channel: Channel, call: str, known: Mapping[str, Fault]) -> Struck | None:
        kept = self._settings.get("dice")
        if kept is None or not kept["rate"]:
            return None
        place = f"{channel}/{call}"
        kept["thrown"][place] = throw = kept["thrown"].get(place, 0) + 1
        self._settings.put("dice", kept)
        chance = random.Random(f"{kept['seed']}/{place}/{throw}")  # noqa: S311
        if chance.random() >= kept["rate"]:
            return None
        names = [name for name in sorted(known) if is_wanted(place, known[name], kept["faults"])]
        return Struck(known[chance.choice(names)]) if names else None


def is_wanted(place: str, fault: Fault, wishes: list[str]) -> bool:
    """Whether the dice may throw `fault` at `place` (channel/call); no wishes means whatever passes by itself."""
    if not wishes:
        return fault.passing
    return any(fnmatchcase(f"{place}/{fault.name}", wish) if "/" in wish else fault.name == wish for wish in wishes)


def _revived(record: Mapping[str, Any]) -> dict[str, Any]:
    return {**record, "channel": Channel(record["channel"])}
