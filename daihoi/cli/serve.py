"""serve, work: the office's server and its background worker."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
from typing import Any

from daihoi.cli.output import Output, RefusedError


def add_to(commands: Any, common: argparse.ArgumentParser) -> None:
    serve = commands.add_parser("serve", parents=[common], help="chạy máy chủ")
    address(serve)
    serve.set_defaults(run=run_serve)
    work = commands.add_parser("work", parents=[common], help="chạy riêng tiến trình việc nền")
    work.set_defaults(run=run_work)


def address(command: argparse.ArgumentParser) -> None:
    """The options that say where the server listens."""
    command.add_argument("--host", default="127.0.0.1", metavar="ĐỊA-CHỈ")
    command.add_argument("--port", type=int, default=8000, metavar="CỔNG")
    command.add_argument("--threads", type=int, default=4, metavar="SỐ", help="số luồng phục vụ")


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
    """Server and worker until interrupted; the worker ends with the server."""
    from django.core.management import call_command

    from daihoi.cli.install import build, migrate

    if not free(asked.host, asked.port):
        raise RefusedError(f"Cổng {asked.port} ở {asked.host} đang có chương trình khác dùng. Thêm --port SỐ.", 1)
    build(out)
    migrate(out)
    call_command("check", verbosity=0)  # an undeclared page keeps the program from starting
    return serve(asked, out)


def serve(asked: argparse.Namespace, out: Output) -> int:
    """Run granian here and the worker beside it."""
    from granian import Granian
    from granian.constants import Interfaces

    worker = subprocess.Popen([sys.executable, "-m", "daihoi.cli", "work"])
    shown = f"[{asked.host}]" if ":" in asked.host else asked.host
    out.line(f"Daihoi chạy ở http://{shown}:{asked.port}/  (dừng: Ctrl+C)")
    server = Granian(
        "daihoi.wsgi:application",
        address=asked.host,
        port=asked.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=asked.threads,
        log_enabled=os.environ.get("DAIHOI_DEBUG") == "1",
    )
    try:
        server.serve()
    finally:
        worker.terminate()
        try:
            worker.wait(timeout=20)
        except subprocess.TimeoutExpired:
            worker.kill()
    return 0


def run_work(_asked: argparse.Namespace, _out: Output) -> int:
    """Carry out queued work until told to stop."""
    from django.core.management import call_command

    if hasattr(signal, "SIGINT"):
        # the server's terminal sends Ctrl+C to both: the worker waits for the server to end it
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    call_command("db_worker", interval=0.5, verbosity=0)
    return 0
