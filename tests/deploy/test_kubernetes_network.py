"""Who may speak to whom: nothing by default, the internet for the workers of the channels, a door for the staff."""

from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from typing import Any

import pytest

from tests.deploy.manifests import (
    CHANNEL_WORKERS,
    COMPONENT,
    OVERLAYS,
    Object,
    container_of,
    of_kind,
    pods,
    references,
    selected,
)

POSTGRES, TEMPORAL, NAMES = "postgres", "temporal", "kube-system"
PRIVATE = ("10.1.2.3", "172.16.9.9", "192.168.0.1", "169.254.169.254", "100.64.0.1")

each_overlay = pytest.mark.parametrize("overlay", OVERLAYS)


def policies(overlay: str, template: Object, way: str) -> Iterator[tuple[str, Object]]:
    """The rules that hold for a pod in one direction (`egress`, `ingress`), with the policy's name."""
    labels = template["metadata"]["labels"]
    for policy in of_kind(overlay, "NetworkPolicy"):
        if selected(policy["spec"]["podSelector"], labels):
            for rule in policy["spec"].get(way, []):
                yield policy["metadata"]["name"], rule


def peers(rules: Iterator[tuple[str, Object]]) -> set[tuple[str, Any]]:
    """Whom rules let through, as (namespace, block or neighbour; port)."""
    found = set()
    for _, rule in rules:
        for peer in rule["to" if "to" in rule else "from"]:
            space = peer.get("namespaceSelector", {}).get("matchLabels", {}).get("kubernetes.io/metadata.name")
            where = space or peer.get("ipBlock", {}).get("cidr") or "own"
            found |= {(where, port["port"]) for port in rule["ports"]}
    return found


@each_overlay
def test_nothing_is_open_by_default(overlay: str) -> None:
    """Without this policy the others open nothing, because all is open."""
    (default,) = [p for p in of_kind(overlay, "NetworkPolicy") if p["metadata"]["name"] == "nothing-by-default"]
    assert default["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


@each_overlay
def test_every_rule_names_peers_and_ports(overlay: str) -> None:
    """A rule without peers lets everybody in; one without ports opens them all."""
    for policy in of_kind(overlay, "NetworkPolicy"):
        for way, side in (("egress", "to"), ("ingress", "from")):
            rules = policy["spec"].get(way, [])
            assert bool(rules) <= (way.capitalize() in policy["spec"]["policyTypes"])
            for rule in rules:
                assert rule[side], policy["metadata"]["name"]
                assert rule["ports"], policy["metadata"]["name"]
                assert {} not in rule[side]


@each_overlay
def test_every_component_a_policy_names_exists(overlay: str) -> None:
    """A misspelt label in a policy selects nothing, and the pod it meant is cut off or left open."""
    there = {component for component, _ in pods(overlay)} | {"backup"}
    for policy in of_kind(overlay, "NetworkPolicy"):
        selector = policy["spec"]["podSelector"]
        named = {selector["matchLabels"][COMPONENT]} if "matchLabels" in selector else set()
        for rule in selector.get("matchExpressions", []):
            assert rule["key"] == COMPONENT
            named |= set(rule["values"])
        assert named <= there, policy["metadata"]["name"]


@each_overlay
def test_only_workers_of_channels_and_the_courier_reach_the_internet(overlay: str) -> None:
    for component, template in pods(overlay):
        blocks = {
            peer["ipBlock"]["cidr"]
            for _, rule in policies(overlay, template, "egress")
            for peer in rule["to"]
            if "ipBlock" in peer
        }
        public = {block for block in blocks if not ip_network(block).is_private}
        if component in {*CHANNEL_WORKERS, "courier"} and "simulator" not in {name for name, _ in pods(overlay)}:
            assert public == {"0.0.0.0/0"}, component
        else:
            assert not public, component


@each_overlay
def test_the_way_out_is_https_and_leads_to_nothing_private(overlay: str) -> None:
    """The address of the cloud's metadata is private too: credentials of the node must stay out of reach."""
    for policy in of_kind(overlay, "NetworkPolicy"):
        for rule in policy["spec"].get("egress", []):
            for block in [peer["ipBlock"] for peer in rule["to"] if "ipBlock" in peer]:
                if ip_network(block["cidr"]).prefixlen == 0:
                    assert [port["port"] for port in rule["ports"]] == [443]
                    barred = [ip_network(each) for each in block["except"]]
                    assert all(any(ip_address(each) in net for net in barred) for each in PRIVATE)


@each_overlay
def test_each_reaches_what_it_needs_and_no_more(overlay: str) -> None:
    """As far as its secrets: whoever has the address of the storage reaches it, nobody else does."""
    for component, template in pods(overlay):
        reached = {
            (where, port) for where, port in peers(policies(overlay, template, "egress")) if where != "0.0.0.0/0"
        }
        assert {port for where, port in reached if where == NAMES} == {53}, component
        secrets = references(template, "secret")
        assert ((POSTGRES, 5432) in reached) == any(each.startswith("database") for each in secrets), component
        speaks = component not in {"migrate", "backup", "codec-server", "simulator", "courier"}
        assert ((TEMPORAL, 7233) in reached) == speaks, component
        others = {where for where, _ in reached} - {NAMES, POSTGRES, TEMPORAL}
        allowed = {"watch": {"monitoring", "10.0.25.25/32"}, "courier": {"10.0.25.25/32"}}.get(component, set())
        assert others <= allowed | ({"own"} if component in {*CHANNEL_WORKERS, "courier"} else set()), component


@each_overlay
def test_prometheus_may_ask_everybody_who_has_metrics(overlay: str) -> None:
    for component, template in pods(overlay):
        has = "metrics" in {port["name"] for port in container_of(template).get("ports", [])}
        asked = ("monitoring", "metrics") in peers(policies(overlay, template, "ingress"))
        assert asked == has, component


@each_overlay
def test_only_what_serves_people_may_be_called_from_outside(overlay: str) -> None:
    for component, template in pods(overlay):
        doors = {where for where, _ in peers(policies(overlay, template, "ingress"))} - {"monitoring", "own"}
        assert doors == ({"ingress-nginx"} if component in {"desk", "codec-server"} else set()), component


@each_overlay
def test_every_named_port_of_a_policy_is_a_port_of_its_pods(overlay: str) -> None:
    for component, template in pods(overlay):
        names = {port["name"] for port in container_of(template).get("ports", [])}
        for policy, rule in policies(overlay, template, "ingress"):
            assert {port["port"] for port in rule["ports"]} <= names, (component, policy)


@each_overlay
def test_every_service_finds_a_pod_and_its_port(overlay: str) -> None:
    for service in of_kind(overlay, "Service"):
        assert service["spec"].get("type", "ClusterIP") == "ClusterIP"
        found = [
            t
            for _, t in pods(overlay)
            if selected({"matchLabels": service["spec"]["selector"]}, t["metadata"]["labels"])
        ]
        (template,) = found
        names = {port["name"] for port in container_of(template)["ports"]}
        assert {port["targetPort"] for port in service["spec"]["ports"]} <= names


@pytest.mark.parametrize("overlay", ["production", "production-controller", "production-scaled"])
def test_the_desk_is_the_only_door(overlay: str) -> None:
    """Temporal's frontend and the codec server are for those inside."""
    (ingress,) = of_kind(overlay, "Ingress")
    backends = [path["backend"]["service"] for rule in ingress["spec"]["rules"] for path in rule["http"]["paths"]]
    assert backends == [{"name": "desk", "port": {"name": "http"}}]
    hosts = {rule["host"] for rule in ingress["spec"]["rules"]}
    assert {host for each in ingress["spec"]["tls"] for host in each["hosts"]} == hosts
