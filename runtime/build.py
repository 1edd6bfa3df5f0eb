"""From npm's Pyodide and the engine to `docs/assets/runtime/`.

What takes long is kept in `.runtime_cache/` under a name made from everything it depends on. After
an edit of `guide.yml` only the small archive of engine and guide is packed again; after an edit of
the engine Pyodide runs once under Node, to compile it and to see what it imports.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import time
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from runtime.pack import pack
from runtime.slim import slim

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / "runtime"
NPM = ROOT / "node_modules" / "pyodide"
PYODIDE_BUILD = ROOT / ".venv-pyodide-build" / "bin" / "python"
PACKAGE = "checklist_py"

# `.txt`, for a plain host compresses what it knows to be text and leaves a `.zip` alone.
KINDS = {"glue": "mjs", "wasm": "wasm", "stdlib": "txt", "engine": "txt"}
"""The published files and how their names end."""


DAY = 24 * 60 * 60
"""Seconds."""


class BuildError(Exception):
    """The runtime cannot be built; the text says why and what to do."""


@dataclass
class Builder:
    """One build: where it reads, keeps and writes, and what it said on the way."""

    engine: Path = ROOT / PACKAGE
    out: Path = ROOT / "docs" / "assets" / "runtime"
    cache: Path = ROOT / ".runtime_cache"
    standins: bool = True
    said: list[str] = field(default_factory=list)
    _used: set[str] = field(default_factory=set)

    def build(self) -> dict[str, Any]:
        """Build what is out of date.

        Returns:
            The manifest: version, and name, bytes and sha256 of each file.
        """
        if not NPM.exists():
            message = "Pyodide is not installed. Run: npm ci"
            raise BuildError(message)
        if not (self.engine / "guide.json").exists():
            message = f"{self.engine / 'guide.json'} is missing. Run: python -m macros compile"
            raise BuildError(message)
        core = self._core()
        contents = {
            "glue": (core / "glue.mjs").read_bytes(),
            "wasm": (core / "pyodide.asm.wasm").read_bytes(),
            "stdlib": self._archive([self._library()]),
            "engine": self._archive([self._engine()], {"guide.json": self.engine / "guide.json"}),
        }
        manifest = self._publish(contents)
        self._forget()
        return manifest

    # --- What only Pyodide's own Python can do, each kept until something it depends on changes

    def _engine(self) -> Path:
        """The engine's modules, compiled, and `closure.json`: what a visit loads."""
        sources = {path.name: path.read_bytes() for path in sorted(self.engine.glob("*.py"))}
        return self._kept(
            "engine",
            [*_parts(sources), *self._tools()],
            lambda out: _node(
                out,
                {
                    "do": "engine",
                    "engine": str(self.engine),
                    "package": PACKAGE,
                    "bridge": "bridge",
                    "requests": (HERE / "requests.jsonl").read_text(encoding="utf-8"),
                    "stdlib": str(self._sources() / "stdlib.zip"),
                },
            ),
        )

    def _library(self) -> Path:
        """The modules of the standard library that a visit loads, compiled."""
        paths = self.closure()["library"]
        return self._kept(
            "library",
            [*paths, *self._tools()],
            lambda out: _node(
                out,
                {
                    "do": "library",
                    "paths": paths,
                    "stdlib": str(self._sources() / "stdlib.zip"),
                },
            ),
        )

    def closure(self) -> dict[str, list[str]]:
        """Paths of the modules that a visit loads: `library` and `engine`."""
        text = (self._engine() / "closure.json").read_text(encoding="utf-8")
        closure: dict[str, list[str]] = json.loads(text)
        return closure

    def _sources(self) -> Path:
        """Npm's standard library with our stand-ins in it, as sources."""
        return self._kept("sources", self._tools(), lambda out: _overlaid(out, self._standins()))

    def _core(self) -> Path:
        """Pyodide's WebAssembly and scripts, without what we never use."""
        esbuild = ROOT / "node_modules" / "esbuild" / "package.json"
        parts = [path.read_bytes() for path in (esbuild, HERE / "slim.py") if path.exists()]
        return self._kept("core", [*parts, *self._tools()], _core)

    def _tools(self) -> list[str | bytes]:
        """What every result depends on: Pyodide, our scripts that run in Node, the stand-ins."""
        tools = [NPM / "package.json", *(HERE / name for name in _SCRIPTS)]
        return [*(path.read_bytes() for path in tools), *_parts(self._standins())]

    def _standins(self) -> dict[str, bytes]:
        folder = HERE / "standins"
        paths = sorted(folder.rglob("*.py")) if self.standins else []
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}

    def _kept(self, name: str, parts: Iterable[str | bytes], make: Callable[[Path], None]) -> Path:
        """The folder made by `make` from these parts, made now if it was not kept."""
        folder = self.cache / f"{name}-{_digest(parts)[:16]}"
        self._used.add(folder.name)
        if not folder.exists():
            self.said.append(f"made {name} anew")
            self.cache.mkdir(parents=True, exist_ok=True)
            with TemporaryDirectory(dir=self.cache) as scratch:
                made = Path(scratch) / "made"
                made.mkdir()
                make(made)
                _settle(made, folder)
        return folder

    def _forget(self) -> None:
        """Drop what was made before yesterday and is not used, so that the folder does not grow."""
        for path in self.cache.iterdir():
            # Younger ones may be somebody else's: two builds can run at once.
            if path.name not in self._used and time.time() - path.stat().st_mtime > DAY:
                shutil.rmtree(path, ignore_errors=True)

    # --- Packing and publishing

    def _archive(self, folders: list[Path], data: dict[str, Path] | None = None) -> bytes:
        """The compiled modules in these folders, and data files of the engine, as one archive."""
        members = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for folder in folders
            for path in sorted(folder.rglob("*.pyc"))
        }
        for name, path in (data or {}).items():
            members[f"{PACKAGE}/{name}"] = path.read_bytes()
        parts = [*_parts(members), (HERE / "pack.py").read_bytes()]
        kept = self._kept("archive", parts, lambda out: _packed(members, out / "archive.zip"))
        return (kept / "archive.zip").read_bytes()

    def _publish(self, contents: dict[str, bytes]) -> dict[str, Any]:
        """Write the files under names that change with their contents, and the manifest."""
        self.out.mkdir(parents=True, exist_ok=True)
        files = {kind: _entry(kind, content) for kind, content in contents.items()}
        for kind, content in contents.items():
            self._write(self.out / files[kind]["name"], content)
        version = json.loads((NPM / "package.json").read_text(encoding="utf-8"))["version"]
        info = json.loads((NPM / "pyodide-lock.json").read_text(encoding="utf-8"))["info"]
        manifest = {"pyodide": version, "info": info, "files": files}
        # Last, for a page that is reloaded meanwhile must find what this names.
        self._write(self.out / "manifest.json", (json.dumps(manifest, indent=1) + "\n").encode())
        self._remove_others({entry["name"] for entry in files.values()})
        return manifest

    def _write(self, path: Path, content: bytes) -> None:
        if path.exists() and path.read_bytes() == content:
            return
        scratch = path.with_name(f".{path.name}.part")
        scratch.write_bytes(content)
        scratch.replace(path)
        self.said.append(f"wrote {path.name} ({len(content):,} bytes)")

    def _remove_others(self, names: set[str]) -> None:
        for path in self.out.iterdir():
            if path.name.partition("-")[0] in KINDS and path.name not in names:
                path.unlink()
                self.said.append(f"removed {path.name}")


_SCRIPTS = ("compile.mjs", "pyodide.mjs", "in_pyodide.py", "requests.jsonl")


def _settle(made: Path, folder: Path) -> None:
    """Give the result its name, unless another build was faster."""
    try:
        made.rename(folder)
    except OSError:
        if not folder.exists():
            raise


def _parts(files: dict[str, bytes]) -> list[str | bytes]:
    return [*files, *files.values()]


def _digest(parts: Iterable[str | bytes]) -> str:
    total = hashlib.sha256()
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        total.update(len(content).to_bytes(8, "big") + content)
    return total.hexdigest()


def _entry(kind: str, content: bytes) -> dict[str, Any]:
    digest = hashlib.sha256(content).hexdigest()
    name = f"{kind}-{digest[:12]}.{KINDS[kind]}"
    return {"name": name, "bytes": len(content), "sha256": digest}


def _overlaid(out: Path, standins: dict[str, bytes]) -> None:
    with (
        zipfile.ZipFile(NPM / "python_stdlib.zip") as library,
        zipfile.ZipFile(out / "stdlib.zip", "w") as mixed,
    ):
        for name in library.namelist():
            if name not in standins:
                mixed.writestr(name, library.read(name))
        for name, content in standins.items():
            mixed.writestr(name, content)


def _core(out: Path) -> None:
    wasm, script = slim(
        (NPM / "pyodide.asm.wasm").read_bytes(),
        (NPM / "pyodide.asm.js").read_text(encoding="utf-8"),
    )
    (out / "pyodide.asm.wasm").write_bytes(wasm)
    with TemporaryDirectory() as scratch:
        path = Path(scratch) / "pyodide.asm.js"
        path.write_text(script, encoding="utf-8")
        _node(out, {"do": "glue", "script": str(path)})


def _packed(members: dict[str, bytes], archive: Path) -> None:
    with TemporaryDirectory() as scratch:
        folder = Path(scratch) / "members"
        for name, content in members.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        if PYODIDE_BUILD.exists():
            _run([str(PYODIDE_BUILD), str(HERE / "pack.py"), str(folder), str(archive)])
        else:
            pack(folder, archive)


def _node(out: Path, job: dict[str, Any]) -> None:
    with TemporaryDirectory() as scratch:
        note = Path(scratch) / "job.json"
        note.write_text(json.dumps({**job, "out": str(out)}), encoding="utf-8")
        _run(["node", str(HERE / "compile.mjs"), str(note)])


def _run(command: list[str]) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 # our own scripts
    if done.returncode:
        # Node quotes the line that failed, and Pyodide's script is one line of a megabyte.
        lines = [line[:300] for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        message = "\n".join([f"{' '.join(command[:2])} failed:", *lines[-25:]])
        raise BuildError(message)
