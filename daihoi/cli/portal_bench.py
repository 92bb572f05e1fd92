"""bench portal: what a page costs, how fast the search is, how soon a publication is seen, and beside stock Wagtail.

Runs with the portal's settings in a data folder of its own.
"""

from __future__ import annotations

import http.client
import io
import json
import os
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from daihoi.cli.portal_load import BROWSER
from daihoi.cli.portal_site import LEAD, TITLE, body, site, stories_plant

if TYPE_CHECKING:
    from daihoi.cli.bench import Bench
    from daihoi.portal.models import Article

STORIES, WORDS = 100_000, 200
ROUNDS, CONNECTIONS, SECONDS = 5, 16, 4.0
THREADS = 4


def measure(bench: Bench) -> None:
    """Everything, line by line."""
    from django.conf import settings

    from daihoi.cli.output import Output
    from daihoi.cli.portal import prepare

    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    prepare(Output(as_json=True))
    folder = Path(settings.DATA)
    article = site(folder)
    path = f"/tin/{article.pk}-{article.slug}/"
    _pages(bench, path)
    _servers(bench, article, path, folder)
    _search(bench)


# --- a page within the process ---------------------------------------------------------------------------------------


def _asked(path: str, query: str = "") -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80", "HTTP_HOST": "127.0.0.1", "HTTP_USER_AGENT": BROWSER, "HTTP_ACCEPT_ENCODING": "gzip",
        "wsgi.input": io.BytesIO(), "wsgi.url_scheme": "http", "wsgi.errors": sys.stderr, "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
    }  # fmt: skip


def _ask(application: Any, path: str, query: str = "") -> bytes:
    """The body of an answer; RuntimeError where it is no page."""
    said: list[str] = []
    answer = application(_asked(path, query), lambda status, _headers: said.append(status))
    body = b"".join(answer)
    answer.close()
    if not said[0].startswith("200"):
        raise RuntimeError(f"{path}?{query} answers {said[0]}")
    return body


def _processor(bench: Bench, what: str, limit: float | None, run: Callable[[], Any], times: int) -> None:
    """Median of five rounds of `times` runs: processor time of one run."""
    run()
    rounds = []
    for _ in range(5):
        begun = time.process_time()
        for _ in range(times):
            run()
        rounds.append((time.process_time() - begun) * 1000 / times)
    bench.add(what, statistics.median(rounds), limit, "ms CPU", 5 * times)


def _pages(bench: Bench, path: str) -> None:
    """Processor time and queries of the article."""
    from django.core.wsgi import get_wsgi_application
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from daihoi.portal.serving import cache

    application = get_wsgi_application()
    page = partial(_ask, application, path)
    page()
    with patch.object(cache, "get", return_value=None):
        with CaptureQueriesContext(connection) as queries:
            page()
        bench.add("bài viết chưa giữ sẵn: truy vấn", len(queries), 6, "truy vấn")
        _processor(bench, "bài viết chưa giữ sẵn", 2.5, page, 60)
    _processor(bench, "bài viết đã giữ sẵn", 0.5, page, 500)

    def first() -> None:
        cache.forget()
        page()

    _processor(bench, "bài đầu tiên sau một lần xuất bản (dựng lại cả khung trang)", None, first, 20)


# --- through the real server -----------------------------------------------------------------------------------------


@contextmanager
def _server(application: str, environment: dict[str, str], folder: Path) -> Iterator[tuple[int, Callable[[], None]]]:
    """granian, one process, four threads, the same for both sites: (port, what stops it in order)."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers",
        "1", "--blocking-threads", str(THREADS), "--no-ws", "--no-log", application,
    ]  # fmt: skip
    process = subprocess.Popen(command, env=environment, cwd=folder, start_new_session=True)  # noqa: S603

    def stop() -> None:
        process.terminate()
        process.wait(timeout=30)

    try:
        until = time.monotonic() + 60
        while True:
            try:
                _get(port, "/robots.txt")
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError(f"{application} did not start") from None
                time.sleep(0.1)
        yield port, stop
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _get(port: int, path: str, **headers: str) -> tuple[int, bytes, Any]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as client:
        client.request("GET", path, headers={"Accept-Encoding": "gzip"} | headers)
        answer = client.getresponse()
        return answer.status, answer.read(), answer.headers


def _load(port: int, path: str) -> tuple[float, int]:
    """(answers a second, answers) of a load of readers; RuntimeError where one of them was no page."""
    command = [
        sys.executable,
        "-m",
        "daihoi.cli.portal_load",
        "127.0.0.1",
        str(port),
        path,
        str(CONNECTIONS),
        str(SECONDS),
    ]
    told = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)  # noqa: S603
    if set(told["answers"]) != {"200"}:
        raise RuntimeError(f"{path} answers {told['answers']}")
    return told["answers"]["200"] / told["seconds"], told["answers"]["200"]


def _servers(bench: Bench, article: Article, path: str, folder: Path) -> None:
    from daihoi.cli import portal_stock
    from daihoi.portal.serving import counters

    ours_environment = os.environ | {
        "DAIHOI_PORTAL_HOSTS": "127.0.0.1",
        "DJANGO_SETTINGS_MODULE": "daihoi.portal.settings",
    }
    with _server("daihoi.portal.wsgi:application", ours_environment, folder) as (port, stop):
        _bytes(bench, port, path)
        before, after = around(_get(port, path, **{"Accept-Encoding": "identity"})[1].decode())
        content = portal_stock.Content(
            TITLE, LEAD, "Hội nghị tổng kết (Ảnh: Tổ Tuyên truyền)", "Hạ Vy", "Văn phòng Quận uỷ",
            [(kind, value if kind == "text" else value["caption"]) for kind, value in body(None)],
            folder / "hall.jpg", before, after,
        )  # fmt: skip
        stock = folder / "stock"
        stock_path = portal_stock.plant(stock, content)
        ours, theirs, answered = [], [], 0
        with _server("stock.wsgi:application", portal_stock.environment(stock), stock) as (stock_port, _stop_stock):
            for here, there in ((port, path), (stock_port, stock_path)):
                _get(here, there)
            for _ in range(ROUNDS):
                rate, count = _load(port, path)
                ours.append(rate)
                answered += count
                theirs.append(_load(stock_port, stock_path)[0])
        _visible(bench, port, article)
        _largest_paint(bench, port, path)
        stop()
    mine, stocks = statistics.median(ours), statistics.median(theirs)
    bench.add("bài viết qua máy chủ thật: cổng tin này", mine, None, "lượt/giây", ROUNDS)
    bench.add("bài viết qua máy chủ thật: Wagtail mặc định, cùng nội dung", stocks, None, "lượt/giây", ROUNDS)
    bench.add("gấp", mine / stocks, None, "lần", ROUNDS, least=8)
    counters.forget()  # what this process knew: the other one counted
    counted = counters.value(counters.story_key(article.pk))
    bench.add(f"bộ đếm lệch so với {answered} lượt đã trả lời", abs(counted - answered), 0, "lượt")


def around(page: str) -> tuple[str, str]:
    """What stands before and after the article in the page's body."""
    body = page.partition("<body")[2].partition(">")[2].partition("</body>")[0]
    before, _open, rest = body.partition('<article class="art">')
    return before, rest.partition("</article>")[2]


def _bytes(bench: Bench, port: int, path: str) -> None:
    """The article as it is served, without photographs: the page, and what it loads of styles, scripts, fonts."""
    _status, page, _headers = _get(port, path)
    plain = _get(port, path, **{"Accept-Encoding": "identity"})[1].decode()
    total = len(page)
    files = re.findall(r'(?:href|src)="(/tinh/[^"]+\.(?:css|js|woff2|svg))"', plain)
    for name in sorted(set(files)):
        _status, content, headers = _get(port, name)
        total += len(content)
        if name.endswith(".css") and headers.get("Content-Encoding") == "gzip":
            import gzip

            content = gzip.decompress(content)
        if name.endswith(".css"):
            base = name.rpartition("/")[0]
            for url in set(re.findall(r"url\([\"']?([^)\"']+\.woff2)", content.decode())):
                font = url if url.startswith("/") else os.path.normpath(f"{base}/{url}")
                if font not in files:
                    total += len(_get(port, font)[1])
    bench.add("trang bài viết, không kể ảnh (trang, kiểu chữ, kịch bản, phông)", total / 1000, 100, "KB")


def _visible(bench: Bench, port: int, article: Article) -> None:
    """From the end of a publication in another process to the first page that shows it."""
    delays = []
    for number in range(7):
        article.refresh_from_db()
        article.title = f"{TITLE}, lần sửa {number}"
        article.save_revision().publish()
        published = time.monotonic()
        while (
            article.title.encode() not in _get(port, f"/tin/{article.pk}-{article.slug}/", **{"Accept-Encoding": ""})[1]
        ):
            time.sleep(0.005)
        delays.append(time.monotonic() - published)
        time.sleep(random.random() / 2)  # noqa: S311  (anywhere between two looks)
    bench.add(
        "xuất bản ở tiến trình khác: người đọc thấy sau (giữa)", statistics.median(delays), 1, "giây", len(delays)
    )
    bench.add("xuất bản ở tiến trình khác: người đọc thấy sau (lâu nhất)", max(delays), 1, "giây", len(delays))


def _largest_paint(bench: Bench, port: int, path: str) -> None:
    """Largest Contentful Paint in Chromium with an empty cache, where a browser can be driven."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        bench.out.line("  (LCP: chưa đo, máy không có playwright)")
        return
    chromium = os.environ.get("DAIHOI_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        bench.out.line("  (LCP: chưa đo, máy không có Chromium)")
        return
    script = """() => new Promise(done => new PerformanceObserver(list => {
        const all = list.getEntries(); done(all[all.length - 1].startTime)
    }).observe({type: "largest-contentful-paint", buffered: true}))"""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name, size in (("điện thoại", (390, 844)), ("máy bàn", (1366, 900))):
            times = []
            for _ in range(5):
                context = browser.new_context(viewport={"width": size[0], "height": size[1]})
                page = context.new_page()
                page.goto(f"http://127.0.0.1:{port}{path}", wait_until="load")
                page.wait_for_timeout(300)
                times.append(page.evaluate(script) / 1000)
                context.close()
            bench.add(f"LCP trong Chromium, bộ nhớ đệm trống, {name}", statistics.median(times), 1, "giây", len(times))
        browser.close()


# --- the search ------------------------------------------------------------------------------------------------------


def _search(bench: Bench, count: int = STORIES) -> None:
    from django.core.wsgi import get_wsgi_application

    from daihoi.portal.actions import stamp_next

    begun = time.perf_counter()
    stories_plant(count, WORDS)
    stamp_next()
    thousands = f"{count:,}".replace(",", ".")
    bench.add(
        f"ghi {thousands} bài, mỗi bài {WORDS} từ, và chỉ mục tìm kiếm", time.perf_counter() - begun, None, "giây"
    )
    application = get_wsgi_application()
    _ask(application, "/tim/", "q=khoi+dong")
    for what, query in (
        ("từ hiếm", "q=thanhhiem"),
        ("cụm từ có ở mọi bài", "q=dai+hoi+dang+bo+quan"),
        ("cụm từ trong ngoặc kép", "q=%22%C4%90%E1%BA%A1i+h%E1%BB%99i+%C4%90%E1%BA%A3ng+b%E1%BB%99+qu%E1%BA%ADn%22"),
        ("một phần của tên", "q=nguyen+van+thanh"),
        ("phần đầu của hai từ", "q=ngh+th"),
        ("một từ, có ở mọi bài", "q=hoi"),
        (
            "cụm từ trong một chuyên mục, một đơn vị, một năm",
            "q=dai+hoi&muc=tin-hoat-dong&don-vi=Q.3&tu=2016-01-01&den=2016-12-31",
        ),
        ("không có bài nào", "q=khongcotunaynhuvay+dai+hoi"),
        ("không từ nào, chỉ lọc theo đơn vị", "don-vi=Q.3"),
    ):  # fmt: skip
        bench.milliseconds(
            f"tìm trong {thousands} bài, cả trang: {what}", 50, partial(_ask, application, "/tim/", query)
        )
    bench.milliseconds("trang chủ, chưa giữ sẵn, với số bài ấy", None, partial(_uncached, application, "/"))


def _uncached(application: Any, path: str) -> None:
    from daihoi.portal.serving import cache

    with patch.object(cache, "get", return_value=None):
        _ask(application, path)
