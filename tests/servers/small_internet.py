"""A small internet on loopback: names of our own, a DNS server, HTTPS pages and IMAP servers behind them."""

from __future__ import annotations

import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
import pytest

from tests.servers import certificates
from tests.servers.scripted_imap import ScriptedImap

NAMES = ("acme.example", "*.acme.example", "*.provider.example")  # what the certificate is for


class SmallInternet:
    """Whatever is not set up here does not exist. `asked` are questions to DNS and the pages asked for."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.ca = certificates.make_ca(folder)
        names = ",".join(f"DNS:{name}" for name in NAMES)
        self._certificate, self._key = certificates.make_server(folder, names=names)
        self._stack = stack
        self.records: dict[tuple[str, str], list[str]] = {}
        self.pages: dict[str, bytes | Callable[[Any], None]] = {}
        self.asked: list[str] = []
        self._ports: dict[tuple[str, int], int] = {}
        self.dns_port = self._serve(socketserver.ThreadingUDPServer(("127.0.0.1", 0), self._answers()))
        web = ThreadingHTTPServer(("127.0.0.1", 0), self._shows())
        web.socket = self._tls().wrap_socket(web.socket, server_side=True)
        self._web_port = self._serve(web)

    def publish(self, url: str, page: bytes | Callable[[Any], None]) -> None:
        """Show a page; `url` is host and path without the question."""
        self._ports[(url.partition("/")[0], 443)] = self._web_port
        self.pages[url] = page

    def record(self, name: str, kind: str, *values: str) -> None:
        """Put records into DNS."""
        self.records[(name.lower(), kind)] = list(values)

    def imap(self, host: str, port: int = 993, *, starttls: bool = False) -> ScriptedImap:
        """An IMAP server under a name; whether that is a name of its certificate or not."""
        server = ScriptedImap(starttls=self._tls()) if starttls else ScriptedImap(tls=self._tls())
        server.capabilities += " STARTTLS" if starttls else ""
        self._stack.callback(server.close)
        self._ports[(host, port)] = server.port
        return server

    def address(self, host: str, port: int) -> tuple[str, int]:
        """Where a name and port are; raises as an unknown name does."""
        if host == "127.0.0.1":
            return host, port
        if (host, port) not in self._ports:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return "127.0.0.1", self._ports[(host, port)]

    def _tls(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self._certificate, self._key)
        return context

    def _serve(self, server: ThreadingHTTPServer | socketserver.ThreadingUDPServer) -> int:
        port = int(server.socket.getsockname()[1])
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        self._stack.callback(server.server_close)
        self._stack.callback(server.shutdown)
        return port

    def _answers(self) -> type[socketserver.BaseRequestHandler]:
        internet = self

        class Answers(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                data, line = self.request
                query = dns.message.from_wire(data)
                (question,) = query.question
                name = question.name.to_text(omit_final_dot=True).lower()
                kind = dns.rdatatype.to_text(question.rdtype)
                internet.asked.append(f"{kind} {name}")
                found = internet.records.get((name, kind), [])
                response = dns.message.make_response(query)
                if found:
                    response.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *found))
                else:
                    response.set_rcode(dns.rcode.NXDOMAIN)
                line.sendto(response.to_wire(), self.client_address)

        return Answers

    def _shows(self) -> type[BaseHTTPRequestHandler]:
        internet = self

        class Shows(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                host = self.headers["Host"].partition(":")[0]
                path, _, question = self.path.partition("?")
                internet.asked.append(f"GET {host}{path}" + (f"?{question}" if question else ""))
                page = internet.pages.get(f"{host}{path}")
                if callable(page):
                    page(self)
                    return
                self.send_response(200 if page is not None else 404)
                self.end_headers()
                self.wfile.write(page or b"")

            def log_message(self, *_: object) -> None:
                pass

        return Shows


@contextmanager
def running(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallInternet]:
    """This machine with no other internet than this one."""
    with ExitStack() as stack:
        internet = SmallInternet(folder, stack)
        real = socket.getaddrinfo

        def getaddrinfo(host: Any, port: Any, *arguments: Any, **named: Any) -> Any:
            return real(*internet.address(host, int(port or 0)), *arguments, **named)

        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], internet.dns_port
        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        monkeypatch.setattr(dns.resolver, "default_resolver", resolver)
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.delenv(name, raising=False)
        yield internet
