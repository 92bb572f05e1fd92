"""The whole server killed with SIGKILL while it saves: nothing acknowledged is lost, a retry counts once (T1)."""

from __future__ import annotations

import http.client
import http.cookiejar
import json
import os
import random
import re
import subprocess
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.harness.installation import Installation, Server, installation

KILLS = 20 if os.environ.get("DAIHOI_LONG") == "1" else 2
pytestmark = pytest.mark.django_db


class Client:
    """A browser's memory: cookies and the token of the last form."""

    def __init__(self) -> None:
        jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def get(self, address: str) -> str:
        with self.opener.open(address, timeout=30) as answer:
            return str(answer.read().decode())

    def post(self, address: str, fields: dict[str, str]) -> str:
        """The page that answers; the form's token is read from the page itself."""
        token = _hidden(self.get(address), "csrfmiddlewaretoken")
        data = urllib.parse.urlencode({"csrfmiddlewaretoken": token} | fields).encode()
        request = urllib.request.Request(address, data, headers={"Referer": address})
        with self.opener.open(request, timeout=30) as answer:
            return str(answer.read().decode())


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"no field {name}"
    return found.group(1)


def _script(place: Installation, **more: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "tests.harness.served"],
        env=place.environment | {"PYTHONPATH": str(Path.cwd())} | more, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_server_killed_while_it_saves(tmp_path: Path, django_db_setup: None) -> None:
    drawn = random.Random(20)
    with installation(tmp_path / "data") as place:
        place.ask("init")
        known = _script(place)
        keys: dict[str, bool] = {}  # key -> whether the client was told that it is saved
        client, server = Client(), place.serve()
        try:
            client.post(f"{server.address}/vao/", {"login": known["username"], "password": "mat-khau-thu"})
            for turn in range(KILLS):
                key = str(uuid4())
                keys[key] = _save_and_kill(client, server, known["round"], key, turn, drawn.uniform(0.0, 0.25))
                server = place.serve()
                page = _count(client, server, known["round"], key, turn)
                assert "Đã lưu." in page, page[:500]
            server.kill()
            counted = _script(place, TESTS_KEYS=",".join(keys))
            assert counted == dict.fromkeys(keys, 1), keys
            assert place.ask("verify")["ok"] is True
        finally:
            server.kill()


def _count(client: Client, server: Server, round_id: int, key: str, turn: int) -> str:
    """Save the count under `key`, as the page's own form does."""
    address = f"{server.address}/u/Q.1/vong/{round_id}/nhap-phieu/"
    papers = {"p_present": "100", "p_issued": "100", "p_returned": "100", "p_valid": "100", "p_invalid": "0"}
    votes = {f"v_{number}": str(count) for number, count in enumerate((90, 80, 70, turn), start=1)}
    return client.post(address, {"key": key, "save": "1"} | papers | votes)


def _save_and_kill(client: Client, server: Server, round_id: int, key: str, turn: int, after: float) -> bool:
    """Send the count and kill everything `after` some time; whether the answer still came."""
    told = threading.Event()

    def send() -> None:
        try:
            if "Đã lưu." in _count(client, server, round_id, key, turn):
                told.set()
        except (OSError, urllib.error.URLError, AssertionError, http.client.HTTPException):
            return

    sender = threading.Thread(target=send)
    sender.start()
    sender.join(timeout=after)
    server.kill()
    sender.join(timeout=40)
    return told.is_set()
