"""A plain static host on the loopback address, for tests and measurements.

It does what GitHub Pages does and no more: the site lies under a sub-path, files of known text
types and WebAssembly are gzipped, a page of HTML comes with every 404, ten minutes of caching. It
can be told to be slow, or to go wrong.
"""

from __future__ import annotations

import gzip
import mimetypes
import threading
import time
from dataclasses import dataclass, field
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Self
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

PREFIX = "/guide/"
TYPES = {".mjs": "text/javascript", ".wasm": "application/wasm", ".txt": "text/plain"}
PACKED = ("text/", "application/json", "application/javascript", "application/wasm", "image/svg")
PAGE = b"<!doctype html><title>Not here</title>"
SLICE = 16_384
"""Bytes that go onto the line at once, where nothing else is said."""


@dataclass
class Host:
    """Serves folders; use it in a `with`.

    Attributes:
        folders: Looked through in this order.
        faults: What goes wrong, by the beginning of a file's name: `missing`, `page` (HTML in its
            place), `short` (the connection breaks off), `garbled`, `hang`, `untyped`.
        rate: Bytes a second, shared by all connections; 0 for no limit.
        delay: Seconds before each response.
        headers: Sent with every file.
        slice: Bytes that go onto the line at once: a small one lets a browser show half of a page.
    """

    folders: list[Path]
    faults: dict[str, str] = field(default_factory=dict)
    rate: float = 0
    delay: float = 0
    headers: dict[str, str] = field(default_factory=dict)
    slice: int = SLICE
    sent: dict[str, int] = field(default_factory=dict)
    _free_at: float = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __enter__(self) -> Self:
        self._server = _Server(("127.0.0.1", 0), type("Serving", (_Handler,), {"serving": self}))
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        """The address of the site, with its sub-path."""
        return f"http://127.0.0.1:{self._server.server_port}{PREFIX}"

    def find(self, path: str) -> Path | None:
        """The file for a path of the site."""
        inside = unquote(urlsplit(path).path).removeprefix(PREFIX)
        if inside.endswith("/") or not inside:
            inside += "index.html"
        for folder in self.folders:
            file = (folder / inside).resolve()
            if file.is_relative_to(folder.resolve()) and file.is_file():
                return file
        return None

    def fault(self, file: Path | None) -> str:
        """What is to go wrong with a file."""
        names = [start for start in self.faults if file and file.name.startswith(start)]
        return self.faults[names[0]] if names else ""

    def wait(self, amount: int) -> None:
        """Wait until the line, which all share, has carried this many bytes."""
        if not self.rate:
            return
        with self._lock:
            now = time.monotonic()
            self._free_at = max(now, self._free_at) + amount / self.rate
            pause = self._free_at - now
        time.sleep(pause)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Say nothing: a browser that was closed has no more use for its file."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    serving: Host

    def do_GET(self) -> None:  # the base class names it
        host = self.serving
        file = host.find(self.path)
        fault = host.fault(file)
        time.sleep(host.delay)
        if fault == "hang":
            time.sleep(30)
        if file is None or fault == "missing":
            self._answer(404, "text/html", PAGE, {})
        elif fault == "page":
            self._answer(200, "text/html", PAGE, {})
        else:
            self._file(file, fault)

    def _file(self, file: Path, fault: str) -> None:
        kind = TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or ""
        tag = f'"{file.stat().st_mtime_ns:x}"'
        headers = {"Cache-Control": "max-age=600", "ETag": tag, **self.serving.headers}
        if self.headers.get("If-None-Match") == tag:
            self._answer(304, kind, b"", headers)
            return
        body = file.read_bytes()
        if fault == "garbled":
            body = body[:20_000] + bytes(len(body) - 20_000)
        if kind.startswith(PACKED):
            headers["Content-Encoding"] = "gzip"
            body = _gzipped(body)
        kind = "application/octet-stream" if fault == "untyped" else kind
        self._answer(200, kind, body, headers, cut=fault == "short")

    def _answer(
        self, status: int, kind: str, body: bytes, headers: dict[str, str], *, cut: bool = False
    ) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        whole = len(body) // 2 if cut else len(body)
        for at in range(0, whole, self.serving.slice):
            piece = body[at : min(at + self.serving.slice, whole)]
            self.serving.wait(len(piece))
            self.wfile.write(piece)
        self.close_connection = self.close_connection or cut
        path = urlsplit(self.path).path
        with self.serving._lock:  # noqa: SLF001 # the two are one thing
            self.serving.sent[path] = self.serving.sent.get(path, 0) + whole

    def log_message(self, *_: object) -> None:
        """Say nothing on the terminal."""


@lru_cache(maxsize=64)
def _gzipped(body: bytes) -> bytes:
    return gzip.compress(body, 6)
