"""serve, work: the office's server, its background worker, and the portal beside them or alone."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from typing import Any
from urllib.parse import urlsplit

from daihoi.cli.output import Output, RefusedError

RETRY = 30  # seconds between attempts to deliver what waits
ANYWHERE = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # listening everywhere is no address to call  # noqa: S104
HOSTS = "localhost,127.0.0.1,[::1]"  # that the portal answers to by itself


def add_to(commands: Any, common: argparse.ArgumentParser) -> None:
    serve = commands.add_parser("serve", parents=[common], help="chạy máy chủ; “serve portal” chỉ chạy cổng tin")
    address(serve)
    portal_beside(serve)
    serve.set_defaults(run=run_serve)
    alone = serve.add_subparsers(dest="which", metavar="portal").add_parser(
        "portal", parents=[common], help="chạy riêng cổng tin"
    )
    address(alone, 8001)
    alone.set_defaults(run=run_serve_portal, portal=True, before=connect_alone)
    work = commands.add_parser("work", parents=[common], help="chạy riêng tiến trình việc nền")
    work.set_defaults(run=run_work)


def address(command: argparse.ArgumentParser, port: int = 8000) -> None:
    """The options that say where the server listens."""
    command.add_argument("--host", default="127.0.0.1", metavar="ĐỊA-CHỈ")
    command.add_argument("--port", type=int, default=port, metavar="CỔNG")
    command.add_argument("--threads", type=int, default=4, metavar="SỐ", help="số luồng phục vụ")


def portal_beside(command: argparse.ArgumentParser) -> None:
    """The options about the portal that runs beside the office."""
    command.add_argument("--no-portal", action="store_true", help="chỉ chạy văn phòng, không chạy cổng tin bên cạnh")
    command.add_argument("--portal-port", type=int, default=8001, metavar="CỔNG", help="cổng của cổng tin")
    command.set_defaults(before=connect)


def connect(asked: argparse.Namespace) -> None:
    """Let office and portal know each other, unless the environment names another portal.

    What readers are told is DAIHOI_PORTAL_URL; what is published goes over this machine, whatever that says.
    """
    if asked.no_portal:
        return
    beside = _answers_to(asked, asked.portal_port)
    if "DAIHOI_PORTAL" not in os.environ:
        os.environ["DAIHOI_PORTAL"] = os.environ["DAIHOI_PORTAL_URL"]
        os.environ.setdefault("DAIHOI_PORTAL_BESIDE", beside)


def connect_alone(asked: argparse.Namespace) -> None:
    """Let the portal know its own addresses."""
    _answers_to(asked, asked.port)


def _answers_to(asked: argparse.Namespace, port: int) -> str:
    """Let the portal answer to its addresses: to readers', unless the environment names others, and to the one on this
    machine, which is given back."""
    asked.unknown = asked.host in ANYWHERE and "DAIHOI_PORTAL_URL" not in os.environ
    here = ANYWHERE.get(asked.host, asked.host)
    os.environ.setdefault("DAIHOI_PORTAL_URL", url(here, port))
    hosts = os.environ.get("DAIHOI_PORTAL_HOSTS", "").split(",")
    if hosts == [""]:
        public = urlsplit(os.environ["DAIHOI_PORTAL_URL"]).hostname
        hosts = [*HOSTS.split(","), *([_bracketed(public)] if public else [])]
    os.environ["DAIHOI_PORTAL_HOSTS"] = ",".join(dict.fromkeys([*hosts, _bracketed(here)]))
    return url(here, port)


def _bracketed(host: str) -> str:
    """The host as it stands in an address."""
    return f"[{host}]" if ":" in host else host


def free(host: str, port: int) -> bool:
    """Whether nobody listens at the address; RefusedError where there is no such port."""
    if not 0 < port < 65536:
        raise RefusedError(f"Không có cổng {port}. Chọn một số từ 1 đến 65535.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def run_serve(asked: argparse.Namespace, out: Output) -> int:
    """Server, worker and the portal beside them until interrupted; they end with the server."""
    from django.core.management import call_command

    from daihoi.cli.install import build, migrate

    may_listen(asked)
    build(out)
    migrate(out)
    call_command("check", verbosity=0)  # an undeclared page keeps the program from starting
    return serve(asked, out)


def may_listen(asked: argparse.Namespace) -> None:
    """RefusedError where another program has a port that is needed."""
    if not free(asked.host, asked.port):
        raise RefusedError(f"Cổng {asked.port} ở {asked.host} đang có chương trình khác dùng. Thêm --port SỐ.", 1)
    if not getattr(asked, "no_portal", True) and not free(asked.host, asked.portal_port):
        raise RefusedError(
            f"Cổng {asked.portal_port} ở {asked.host} (cổng tin) đang có chương trình khác dùng. "
            "Thêm --portal-port SỐ hoặc --no-portal.",
            1,
        )


def url(host: str, port: int) -> str:
    """The address as a browser takes it."""
    return f"http://{_bracketed(host)}:{port}"


def serve(asked: argparse.Namespace, out: Output) -> int:
    """Run granian here, the worker and the portal as processes beside it."""
    beside: list[subprocess.Popen[bytes]] = []
    if not asked.no_portal:
        command = ["serve", "portal", "--host", asked.host, "--port", str(asked.portal_port)]
        beside.append(subprocess.Popen([sys.executable, "-m", "daihoi.cli", *command]))  # noqa: S603  (our own words)
    beside.append(subprocess.Popen([sys.executable, "-m", "daihoi.cli", "work"]))
    out.line(f"Daihoi chạy ở {url(asked.host, asked.port)}/  (dừng: Ctrl+C)")
    _tell_unknown(asked, out)
    try:
        _granian("daihoi.wsgi:application", asked)
    finally:
        for process in beside:
            process.terminate()
        for process in beside:
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
    return 0


def _tell_unknown(asked: argparse.Namespace, out: Output) -> None:
    """One sentence where the portal listens everywhere and nobody said under which address readers know it."""
    if getattr(asked, "unknown", False):
        out.line(
            "Cổng tin chưa trả lời máy khác: đặt DAIHOI_PORTAL_URL là địa chỉ mà người đọc gõ, ví dụ http://…:8001"
        )


def run_serve_portal(asked: argparse.Namespace, out: Output) -> int:
    """The portal alone, until interrupted."""
    from daihoi.cli.portal import prepare

    may_listen(asked)
    prepare(out)
    out.line(f"Cổng tin chạy ở {url(asked.host, asked.port)}/")
    _tell_unknown(asked, out)
    _granian("daihoi.portal.wsgi:application", asked)
    return 0


def _granian(application: str, asked: argparse.Namespace) -> None:
    """One process with threads: counters and kept pages are exact within it."""
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        application,
        address=asked.host,
        port=asked.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=asked.threads,
        log_enabled=os.environ.get("DAIHOI_DEBUG") == "1",
    ).serve()


def run_work(_asked: argparse.Namespace, _out: Output) -> int:
    """Carry out queued work until told to stop."""
    from django.core.management import call_command

    from daihoi.org.actions.import_job import lists_sweep

    if hasattr(signal, "SIGINT"):
        # the server's terminal sends Ctrl+C to both: the worker waits for the server to end it
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    lists_sweep()
    threading.Thread(target=_deliver, name="deliver", daemon=True).start()
    call_command("db_worker", interval=0.5, verbosity=0)
    return 0


def _deliver() -> None:
    """Every so often: what the portal still lacks, where it could not be reached before."""
    from django.conf import settings
    from django.db import DatabaseError, connection

    from daihoi.reports.actions.delivery import deliver_all

    while settings.PORTAL:
        time.sleep(RETRY)
        try:
            deliver_all()
        except DatabaseError:
            logging.getLogger(__name__).exception("delivery to the portal")
        finally:
            connection.close()
