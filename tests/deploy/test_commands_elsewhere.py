"""What cannot run here is held against what is shipped, and the holding finds what is wrong."""

from pathlib import Path

import pytest

from tests.deploy.commands.elsewhere import Wrong, check
from tests.deploy.commands.pages import PAGES, PREAMBLE, Command, commands
from tests.deploy.commands.treated import Treatment, treatment

ELSEWHERE = [each for each in commands() if treatment(each) is Treatment.HELD]


@pytest.mark.parametrize("command", ELSEWHERE, ids=str)
def test_a_command_for_elsewhere_names_only_what_is_shipped(command: Command) -> None:
    check(command.text)


@pytest.mark.parametrize(
    "wrong",
    [
        "kubectl -n toasoan logs deployment/wacht --tail=50",
        "kubectl logs deployment/watch",
        "kubectl -n toasoan restart deployment/watch",
        "kubectl -n toasoan get pods -l app.kubernetes.io/component=editor",
        "kubectl -n toasoan exec deploy/desk -- toasoan token give MEMBER",
        "kubectl -n toasoan create job --from=cronjob/backups backup-now",
        "kubectl -n toasoan create secret generic desk-keys --from-env-file=/dev/stdin",
        "kubectl apply -k deploy/kubernetes/overlays/produktion",
        "docker compose exec migrate sh",
        "docker compose run --rm backup",
        "docker compose --profile care run --rm backup dril --from /backups",
        "docker compose exec desks sh",
        "docker compose --profile cares run --rm backup",
        "docker run --rm toasoan:v1 server key",
    ],
)
def test_a_wrong_command_for_elsewhere_is_found(wrong: str) -> None:
    with pytest.raises(Wrong):
        check(wrong)


@pytest.mark.parametrize("command", commands(), ids=str)
def test_every_command_has_a_treatment(command: Command) -> None:
    """None is left out silently: whoever writes a new one says how it is tried."""
    assert treatment(command) in Treatment


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_page_says_where_its_commands_are_typed(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert PREAMBLE in text or "noi-go-lenh.md" in text
