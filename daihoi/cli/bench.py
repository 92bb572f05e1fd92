"""bench: import, pages, roll-up over a national tree; the machine and the limit beside each figure."""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from daihoi.cli.output import Output, RefusedError

RUNS = 7
SMALL, LARGE = "fifty-three", "national"
PARTS = ("district", SMALL, LARGE)
PORTAL = "portal"
RECORDING, TURNS = "recording", 5  # in both trees by turns: a machine is not as fast in one minute as in the next
_FOLDER = "daihoi-bench-"  # what a part is measured in has this name: it writes fifty thousand units


@dataclass
class Line:
    """One measured thing: median of several runs beside its limit."""

    what: str
    ours: float
    limit: float | None
    unit: str
    runs: int
    least: float | None = None


class Bench:
    """Measures and remembers."""

    def __init__(self, out: Output) -> None:
        self.out = out
        self.lines: list[Line] = []

    def add(
        self, what: str, ours: float, limit: float | None, unit: str, runs: int = 1, *, least: float | None = None
    ) -> None:
        """Remember and print one figure beside its limit, or beside the `least` that it should reach."""
        self.lines.append(Line(what, ours, limit, unit, runs, least))
        within = "" if limit is None else f"  (giới hạn {limit:g} {unit})"
        within = within if least is None else f"  (đích ít nhất {least:g} {unit})"
        self.out.line(f"  {what:<66} {ours:>10.2f} {unit}{within}")

    def milliseconds(self, what: str, limit: float | None, run: Callable[[], Any], runs: int = RUNS) -> float:
        """Median of `runs` in milliseconds, after one run to warm up."""
        run()
        times = []
        for _ in range(runs):
            begun = time.perf_counter()
            run()
            times.append((time.perf_counter() - begun) * 1000)
        median = statistics.median(times)
        self.add(what, median, limit, "ms", runs)
        return median


def add_to(commands: Any, common: argparse.ArgumentParser) -> None:
    bench = commands.add_parser("bench", parents=[common], help="đo tốc độ trên máy này")
    bench.add_argument("which", nargs="?", choices=(PORTAL,), metavar=PORTAL, help="đo cổng tin")
    bench.add_argument("--inside", choices=(*PARTS, PORTAL, RECORDING), help=argparse.SUPPRESS)
    bench.set_defaults(run=run_bench)


def machine() -> dict[str, str]:
    """What the figures were measured on."""
    import sqlite3

    from django.db import connection

    name = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            name = next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), name)
    except OSError:
        pass
    return {
        "processor": name,
        "cores": str(os.cpu_count()),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "database": f"SQLite {sqlite3.sqlite_version}" if connection.vendor == "sqlite" else connection.vendor,
    }


def run_bench(asked: argparse.Namespace, out: Output) -> int:
    """Each part in a data folder of its own, thrown away afterwards."""
    if asked.inside:
        return _inside(asked.inside, out)
    out.line("  ".join(machine().values()))
    with tempfile.TemporaryDirectory(prefix=_FOLDER) as base:
        for part in [PORTAL] if asked.which else PARTS:
            done = _child(base, part, part, as_json=out.as_json)
            if done.returncode:
                return done.returncode
        return 0 if asked.which else _recording(base, out)


def _child(base: str, folder: str, part: str, *, as_json: bool, kept: bool = False) -> subprocess.CompletedProcess[str]:
    """Measure `part` in the data of `folder` in a process of its own; its output is `kept`, or shown."""
    place = os.path.join(base, _FOLDER + folder)
    environment = os.environ | {"DAIHOI_DATA": place}
    if part == PORTAL:
        environment |= {"DAIHOI_PORTAL_DATA": place, "DJANGO_SETTINGS_MODULE": "daihoi.portal.settings"}
    command = [sys.executable, "-m", "daihoi.cli", "bench", "--inside", part, *(["--json"] if as_json else [])]
    output = subprocess.PIPE if kept else None
    return subprocess.run(command, env=environment, check=False, stdout=output, text=True)  # noqa: S603


def _recording(base: str, out: Output) -> int:
    """Recording a result in the small tree and in the national one, side by side."""
    times: dict[str, list[float]] = {SMALL: [], LARGE: []}
    told: dict[str, dict[str, Any]] = {}
    for _ in range(TURNS):
        for tree, known in times.items():
            done = _child(base, tree, RECORDING, as_json=True, kept=True)
            if done.returncode:
                return done.returncode
            told[tree] = json.loads(done.stdout)
            known += told[tree]["seconds"]
    bench = Bench(out)
    medians = {tree: statistics.median(known) * 1000 for tree, known in times.items()}
    for tree, facts in told.items():
        what = f"ghi một kết quả ở cây {facts['units']} đơn vị ({facts['queries']} truy vấn)"
        bench.add(what, medians[tree], None, "ms", len(times[tree]))
    bench.add("lâu hơn so với cây nhỏ", (medians[LARGE] / medians[SMALL] - 1) * 100, 25, "%")
    out.answer({"machine": machine(), RECORDING: [vars(line) for line in bench.lines]})
    return 0


def _inside(part: str, out: Output) -> int:
    from django.conf import settings
    from django.core.management import call_command

    if not settings.DATA.name.startswith(_FOLDER):
        raise RefusedError("Phép đo chỉ chạy trong thư mục tạm của nó. Hãy chạy: daihoi bench", 2)
    if part == RECORDING:
        return _record(out)
    from daihoi.cli import portal_bench
    from daihoi.cli.install import build

    if part == "district":
        build(Output(as_json=True))  # its pages ask for their static files
    settings.DATA.mkdir(parents=True, exist_ok=True)
    call_command("migrate", interactive=False, verbosity=0)
    bench = Bench(out)
    parts = {"district": _district, SMALL: _fifty_three, LARGE: _national, PORTAL: portal_bench.measure}
    parts[part](bench)
    out.answer({"machine": machine(), part: [vars(line) for line in bench.lines]})
    return 0


def _district(bench: Bench) -> None:
    """The demo's district: imports and pages."""
    from importlib.resources import files

    from daihoi.demo import load, synthetic
    from daihoi.org import actions
    from daihoi.org.models import Unit

    source = files("daihoi.demo") / "binh-thanh"
    units, members = (source / "to-chuc.xlsx").read_bytes(), (source / "dang-vien.xlsx").read_bytes()
    actions.units_import(units, filename="to-chuc.xlsx", by=None, as_of=date(2020, 3, 1))
    begun = time.perf_counter()
    actions.members_import(members, filename="dang-vien.xlsx", by=None)
    bench.add("nhập 11.836 đảng viên (đọc, kiểm tra, ghi, sổ)", time.perf_counter() - begun, 3, "giây")
    begun = time.perf_counter()
    actions.members_import(members, filename="dang-vien.xlsx", by=None)
    bench.add("nhập lại tệp ấy, không đổi gì", time.perf_counter() - begun, None, "giây")
    load.load(lambda _text: None)
    _pages(bench)
    codes = list(Unit.objects.filter(kind__startswith="cell_").values_list("code", flat=True))
    many = synthetic.members_file(100_000, codes)
    begun = time.perf_counter()
    actions.members_import(many, filename="100000.xlsx", by=None)
    bench.add("nhập 100.000 đảng viên", time.perf_counter() - begun, 20, "giây")


def _pages(bench: Bench) -> None:
    """Server time and queries of each page of the district, as its office and its personnel board see it."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from daihoi.demo.pages import addresses
    from daihoi.org.models import User

    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    for account, name, address in addresses():
        client.force_login(User.objects.get(username=account), backend="django.contrib.auth.backends.ModelBackend")
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answers {answer.status_code}")
        bench.milliseconds(f"trang {name} ({len(queries)} truy vấn)", 150, partial(client.get, address))


def _fifty_three(_bench: Bench) -> None:
    """A small tree, for recording a result in it beside the national one."""
    from daihoi.demo import synthetic

    synthetic.plant(synthetic.ONE_DISTRICT)


def _national(bench: Bench) -> None:
    """52,000 grassroots units: sums, tables of children."""
    from daihoi.congress.models import Season
    from daihoi.demo import synthetic
    from daihoi.org.models import Unit
    from daihoi.org.queries import level_figures
    from daihoi.reports.queries import family

    count = synthetic.plant(synthetic.NATION)
    season = Season.objects.get()
    frozen = synthetic.returns()
    for code, name in (("VN", "cả nước"), ("VN.01", "một tỉnh"), ("VN.01.01", "một huyện")):
        unit = Unit.objects.get(code=code)
        bench.milliseconds(
            f"tổng mọi số liệu của {name} ({count} đơn vị, {frozen} bản báo cáo)",
            50,
            partial(level_figures, unit, season.pk),
        )
        bench.milliseconds(f"bảng các tổ chức dưới {name}", 100, partial(family, unit, season))


def _record(out: Output) -> int:
    """Enter and certify some results in the tree that is here: the seconds of each."""
    from daihoi.demo.recording import certified_results
    from daihoi.org.models import Unit

    seconds, queries = certified_results(RUNS)
    out.answer({"seconds": seconds, "queries": queries, "units": Unit.objects.count()})
    return 0
