"""Detects whether files have changed since they were read."""

import os
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

Stamps: TypeAlias = Mapping[
    str, tuple[int, int]
]  # path: time of the last change in nanoseconds, size in bytes
SECONDS = 0.25  # between two looks


def topmost(paths: Iterable[Path]) -> list[Path]:
    """The paths that are not below another one of them."""
    found = dict.fromkeys(each.resolve() for each in paths)
    return [each for each in found if not any(parent in found for parent in each.parents)]


def stamps(paths: Iterable[Path]) -> Stamps:
    """The files at and below these paths; hidden files and folders are left out, as `.git` and `.terraform`."""
    found = {}
    for path in paths:
        for each in files_below(path):
            try:
                status = each.stat()
            except OSError:  # gone in the meantime
                continue
            found[str(each)] = (status.st_mtime_ns, status.st_size)
    return found


def files_below(path: Path) -> Iterable[Path]:
    if not path.is_dir():
        yield path
        return
    for folder, names, files in os.walk(path):
        names[:] = [each for each in names if not each.startswith(".")]
        yield from (Path(folder, each) for each in files if not each.startswith("."))


class Change:
    """As much of watchdog's events as MkDocs asks for."""

    is_directory = False


class Observer:
    """Takes the place of watchdog's observer in MkDocs' server: it watches what the last build has read.

    watchdog watches folders that exist when it starts; here a folder may come, go and come back.
    """

    def __init__(self, has_changed: Callable[[], bool]) -> None:
        self.has_changed = has_changed
        self.handlers: list[Any] = []
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.look, daemon=True)

    def schedule(self, handler: object, path: str, recursive: bool = True) -> object:  # noqa: ARG002, FBT001, FBT002 - watchdog names the arguments
        self.handlers.append(handler)
        return handler

    def unschedule(self, handler: object) -> None:
        self.handlers.remove(handler)

    def look(self) -> None:
        while not self.ended.wait(SECONDS):
            if self.handlers and self.has_changed():
                self.handlers[0].on_any_event(Change())

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        self.ended.set()

    def join(self) -> None:
        self.thread.join()
