"""Leaves out of Pyodide's WebAssembly the names that nobody asks for.

It exports some ten thousand names, so that packages with compiled parts can be linked with it while
it runs; its script takes up a third of them one by one. None is ever linked here. A name stays if
the WebAssembly itself asks for it back, if the script uses it for more than taking it up, or if it
begins like the linker's own. The functions stay: only their names go.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

IMPORTS, EXPORTS = 2, 7
"""Numbers of the sections."""

OWN = ("__", "dynCall")
TAKEN = re.compile(r'var [\w$]+=Module\["[^"]+"\]=wasmExports\["([^"]+)"\];')
"""How the script takes up an export."""

WORD = re.compile(r"[\w$]+")


def slim(wasm: bytes, script: str) -> tuple[bytes, str]:
    """The WebAssembly without the names that are not needed, and the script that fits it."""
    words = set(WORD.findall(TAKEN.sub("", script)))
    sections = list(_sections(wasm))
    words |= {name for number, body in sections if number == IMPORTS for name in _imported(body)}

    def needed(name: str) -> bool:
        return name in words or f"_{name}" in words or name.startswith(OWN)

    parts = [wasm[:8]]
    for number, body in sections:
        kept = _exports(body, needed) if number == EXPORTS else body
        parts.append(bytes([number]) + _written(len(kept)) + kept)
    shorter = TAKEN.sub(lambda found: found[0] if needed(found[1]) else "", script)
    return b"".join(parts), shorter


class _Reader:
    """Reads one part after the other."""

    def __init__(self, data: bytes, at: int = 0) -> None:
        self.data = data
        self.at = at

    def number(self) -> int:
        """A number in the format's own way: seven bits a byte."""
        value = shift = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:  # noqa: PLR2004 # the eighth bit says that more follows
                return value

    def text(self) -> str:
        """A length, and as many bytes."""
        return self.bytes(self.number()).decode()

    def bytes(self, amount: int) -> bytes:
        """The next bytes."""
        self.at += amount
        return self.data[self.at - amount : self.at]


def _sections(wasm: bytes) -> Iterator[tuple[int, bytes]]:
    reader = _Reader(wasm, 8)
    while reader.at < len(wasm):
        number = reader.bytes(1)[0]
        yield number, reader.bytes(reader.number())


def _imported(body: bytes) -> Iterator[str]:
    reader = _Reader(body)
    for _ in range(reader.number()):
        reader.text()  # the module; all are the script's
        yield reader.text()
        _pass_description(reader)


def _pass_description(reader: _Reader) -> None:
    """Pass what an import is: 0 function, 1 table, 2 memory, 3 global, 4 tag."""
    kind = reader.number()
    if kind in {1, 3, 4}:
        reader.bytes(1)
    if kind in {0, 4}:
        reader.number()
    elif kind == 3:  # noqa: PLR2004
        reader.bytes(1)
    else:
        limited = reader.number()
        for _ in range(1 + (limited & 1)):
            reader.number()


def _exports(body: bytes, needed: Callable[[str], bool]) -> bytes:
    reader = _Reader(body)
    kept = []
    for _ in range(reader.number()):
        began = reader.at
        name = reader.text()
        reader.bytes(1)  # what it is
        reader.number()  # which one
        if needed(name):
            kept.append(body[began : reader.at])
    return _written(len(kept)) + b"".join(kept)


def _written(value: int) -> bytes:
    out = bytearray()
    while True:
        value, low = value >> 7, value & 127
        out.append(low | (128 if value else 0))
        if not value:
            return bytes(out)
