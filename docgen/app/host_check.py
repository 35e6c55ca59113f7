"""The Host header check of the local server.

A page of another site can have a name of its own point at 127.0.0.1, and then read what is served there (DNS
rebinding). The browser still sends that name in the header Host, so a server that answers only to its own names gives
nothing away: https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Host.
"""

import ipaddress
import socket
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias
from wsgiref.types import StartResponse

Environment: TypeAlias = dict[str, Any]  # WSGI's
Application: TypeAlias = Callable[[Environment, StartResponse], Iterable[bytes]]

LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
HTTP_PORT = 80  # left out of the header
MAX_PATH_BYTES = 4_096
BAD, MISDIRECTED, TOO_LONG = "400 Bad Request", "421 Misdirected Request", "414 URI Too Long"


def checked(application: Application, host: str, port: int) -> Application:
    """The application for requests to the address that it is served on; others get an answer of 400 and above."""

    def answer(environment: Environment, start: StartResponse) -> Iterable[bytes]:
        problem = refusal(environment, host, port)
        if problem is None:
            return application(environment, start)
        start(problem, [("Content-Type", "text/plain; charset=utf-8")])
        return [f"{problem}\n".encode()]

    return answer


def refusal(environment: Environment, host: str, port: int) -> str | None:
    """The status that a request is refused with; None for one that is answered."""
    if not is_served(str(environment.get("HTTP_HOST", "")), host, port):
        return MISDIRECTED
    path = str(environment.get("PATH_INFO", ""))
    if len(path) > MAX_PATH_BYTES:
        return TOO_LONG
    # A path that begins with two slashes would be redirected to as the name of a host.
    is_odd = path.startswith("//") or any(ord(each) < 0x20 or ord(each) == 0x7F for each in path)  # noqa: PLR2004 - control characters
    return BAD if is_odd else None


def is_served(header: str, host: str, port: int) -> bool:
    """Whether a Host header names this computer, or the address that is served: "localhost:8000", "[::1]:8000".

    Where every address of the computer is served (0.0.0.0, ::), as in a container, the port may be another one, and the
    name an IP address, which no site can have point elsewhere, or the computer's own.
    """
    name, given_port = split_host(header)
    if name is None:
        return False
    if is_unspecified(host):
        return name in LOCAL or is_address(name) or name == socket.gethostname().lower()
    return given_port == port and (name in LOCAL or name == host.lower().strip("[]"))


def split_host(header: str) -> tuple[str | None, int]:
    """The name, in lower case and without brackets, and the port; None for what is no Host header."""
    name, port = header.strip().lower(), ""
    if name.startswith("["):
        name, bracket, port = name[1:].partition("]")
        if not bracket or (port and not port.startswith(":")):
            return None, 0
        port = port.removeprefix(":")
    elif ":" in name:
        name, _, port = name.partition(":")
    if not name or not (port == "" or (port.isascii() and port.isdecimal() and len(port) <= 5)):  # noqa: PLR2004 - 65535
        return None, 0
    return name, int(port) if port else HTTP_PORT


def is_unspecified(host: str) -> bool:
    return is_address(host) and ipaddress.ip_address(host.strip("[]")).is_unspecified


def is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
