"""`daihoi serve` on any address: office and portal find each other, readers are told the right one."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from typing import Any

import pytest

from daihoi.cli import serve
from daihoi.cli.output import Output

NAMES = ("DAIHOI_PORTAL", "DAIHOI_PORTAL_BESIDE", "DAIHOI_PORTAL_URL", "DAIHOI_PORTAL_HOSTS")


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment that names no portal, left as it was found."""
    for name in NAMES:
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


def parsed(*words: str) -> Namespace:
    parser = ArgumentParser()
    serve.add_to(parser.add_subparsers(), ArgumentParser(add_help=False))
    asked = parser.parse_args(["serve", *words])
    asked.before(asked)
    return asked


def told() -> dict[str, str]:
    return {name: os.environ.get(name, "") for name in NAMES}


def test_on_the_loopback_everything_is_one_address() -> None:
    parsed()
    here = "http://127.0.0.1:8001"
    assert told() == dict(zip(NAMES, (here, here, here, "localhost,127.0.0.1,[::1]"), strict=True))


@pytest.mark.parametrize(
    ("host", "beside", "answers"),
    [
        ("0.0.0.0", "http://127.0.0.1:9001", "127.0.0.1"),
        ("::", "http://[::1]:9001", "[::1]"),
        ("192.168.7.5", "http://192.168.7.5:9001", "192.168.7.5"),
        ("fd00::5", "http://[fd00::5]:9001", "[fd00::5]"),
    ],
)
def test_the_office_delivers_where_the_portal_listens_and_answers(host: str, beside: str, answers: str) -> None:
    parsed("--host", host, "--portal-port", "9001")
    assert told()["DAIHOI_PORTAL_BESIDE"] == beside
    assert answers in told()["DAIHOI_PORTAL_HOSTS"].split(",")
    assert "0.0.0.0" not in str(told())


def test_readers_are_told_the_address_that_the_environment_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAIHOI_PORTAL_URL", "https://tin.example")
    parsed("--host", "0.0.0.0")
    assert told() == dict(
        zip(
            NAMES,
            ("https://tin.example", "http://127.0.0.1:8001", "https://tin.example",
             "localhost,127.0.0.1,[::1],tin.example"),
            strict=True,
        )
    )  # fmt: skip


def test_hosts_that_the_environment_names_are_kept_and_the_office_still_reaches_the_portal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DAIHOI_PORTAL_HOSTS", "tin.example")
    parsed()
    assert told()["DAIHOI_PORTAL_HOSTS"] == "tin.example,127.0.0.1"


@pytest.mark.parametrize("portal", ["https://xa.example", ""])
def test_a_portal_elsewhere_or_none_is_left_as_it_is_said(monkeypatch: pytest.MonkeyPatch, portal: str) -> None:
    monkeypatch.setenv("DAIHOI_PORTAL", portal)
    parsed("--host", "0.0.0.0")
    assert (told()["DAIHOI_PORTAL"], told()["DAIHOI_PORTAL_BESIDE"]) == (portal, "")


def test_without_a_portal_beside_nothing_is_said_of_one() -> None:
    parsed("--no-portal", "--host", "0.0.0.0")
    assert set(told().values()) == {""}


def test_the_portal_alone_knows_its_own_address() -> None:
    parsed("portal", "--host", "192.168.7.5", "--port", "9002")
    assert told()["DAIHOI_PORTAL_URL"] == "http://192.168.7.5:9002"
    assert "192.168.7.5" in told()["DAIHOI_PORTAL_HOSTS"].split(",")
    assert told()["DAIHOI_PORTAL"] == ""


@pytest.mark.parametrize(
    ("words", "url", "says"),
    [
        (("--host", "0.0.0.0"), "", True),
        (("--host", "0.0.0.0"), "http://tin.example:8001", False),
        (("--host", "192.168.7.5"), "", False),
        (("portal", "--host", "::"), "", True),
        ((), "", False),
    ],
)
def test_one_sentence_says_what_to_set_where_readers_could_not_come(
    monkeypatch: pytest.MonkeyPatch, capsys: Any, words: tuple[str, ...], url: str, says: bool
) -> None:
    if url:
        monkeypatch.setenv("DAIHOI_PORTAL_URL", url)
    serve._tell_unknown(parsed(*words), Output(as_json=False))
    assert ("DAIHOI_PORTAL_URL" in capsys.readouterr().out) is says
