"""A publisher's server on the loopback, with every way in which a server can fail."""

from __future__ import annotations

import hashlib
import re
import socket
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Site:
    """Serves files under /base/, and the lists that go with them.

    `faults` holds for a name what its next requests meet instead of the file, one each;
    `always` what all of them meet.
    """

    def __init__(self):
        self.files = {}
        self.faults = {}
        self.always = {}
        self.asked = []
        self.release = threading.Event()
        self._lock = threading.Lock()
        self._open = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self):
                super().setup()
                site._open.append(self.connection)

            def do_GET(self):
                site._answer(self)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.handle_error = lambda *_: None
        self.host = f"127.0.0.1:{self._server.server_address[1]}"
        self.base = f"http://{self.host}/base"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def close(self):
        """Go away: kept connections end too."""
        self.release.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        for connection in self._open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def gdelt1(self, files, **lies):
        """Publish files with GDELT 1.0's two lists; a lie is the content the sums are made of."""
        self.files |= files
        told = {name: lies.get(name.partition(".")[0], body) for name, body in files.items()}
        self.files["filesizes"] = "".join(
            f"{len(body)} {name}\n" for name, body in told.items()).encode()
        self.files["md5sums"] = "".join(
            f"{md5(body)}  {name}\n" for name, body in told.items()).encode()

    def gdelt2(self, files, master="masterfilelist.txt"):
        """Publish files with GDELT 2.0's list, whose lines carry the publisher's own address."""
        self.files |= files
        self.files[master] = "".join(
            f"{len(body)} {md5(body)} http://data.gdeltproject.org/gdeltv2/{name}\n"
            for name, body in files.items()).encode()

    def requests(self, name):
        """Return the Range header, or "", of each request for a name."""
        return [range_ for one, range_ in self.asked if one == name]

    def _answer(self, handler):
        name = handler.path.removeprefix("/base/")
        with self._lock:
            self.asked.append((name, handler.headers.get("Range", "")))
            waiting = self.faults.get(name)
            fault = waiting.pop(0) if waiting else self.always.get(name)
        body = self.files.get(name)
        if fault is not None:
            fault(self, handler, body)
        elif body is None:
            status(404)(self, handler, body)
        else:
            whole(self, handler, body)


def md5(body):
    return hashlib.md5(body).hexdigest()


def _begun(handler):
    match = re.fullmatch(r"bytes=(\d+)-", handler.headers.get("Range", ""))
    return int(match[1]) if match else 0


def _head(handler, code, length, **headers):
    handler.send_response(code)
    handler.send_header("Content-Length", str(length))
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()


def _cut(handler):
    handler.wfile.flush()
    handler.close_connection = True


def whole(_, handler, body):
    """The file, or the rest of it that was asked for."""
    begun = _begun(handler)
    if begun >= len(body) > 0:
        _head(handler, 416, 0, Content_Range=f"bytes */{len(body)}")
        return
    if begun:
        _head(handler, 206, len(body) - begun,
              Content_Range=f"bytes {begun}-{len(body) - 1}/{len(body)}")
    else:
        _head(handler, 200, len(body))
    handler.wfile.write(body[begun:])


def without_ranges(_, handler, body):
    """The whole file, whatever was asked for."""
    _head(handler, 200, len(body))
    handler.wfile.write(body)


def wrong_range(_, handler, body):
    """Another range than was asked for."""
    begun = _begun(handler)
    if not begun:
        without_ranges(_, handler, body)
        return
    _head(handler, 206, len(body) - 1, Content_Range=f"bytes 1-{len(body) - 1}/{len(body)}")
    handler.wfile.write(body[1:])


def status(code, **headers):
    """An answer of that status, without a body."""
    return lambda _, handler, body: _head(handler, code, 0, **headers)


def content(other):
    """Another body than the file's."""
    return lambda site, handler, body: whole(site, handler, other)


def cut_at(count):
    """The file's first bytes; then the connection drops."""

    def fault(_, handler, body):
        begun = _begun(handler)
        if begun:
            _head(handler, 206, len(body) - begun,
                  Content_Range=f"bytes {begun}-{len(body) - 1}/{len(body)}")
        else:
            _head(handler, 200, len(body))
        handler.wfile.write(body[begun:begun + count])
        _cut(handler)

    return fault


def stalled_at(count):
    """The file's first bytes; then nothing until `release`."""

    def fault(site, handler, body):
        cut_at(count)(site, handler, body)
        site.release.wait(20)

    return fault


def dropped(_, handler, body):
    """No answer at all: the connection drops."""
    _cut(handler)


def held(entered):
    """The file, after `release`; every request that waits is counted by a semaphore."""

    def fault(site, handler, body):
        entered.release()
        site.release.wait(20)
        whole(site, handler, body)

    return fault
