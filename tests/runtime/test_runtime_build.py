"""What the build writes, and when."""

import json
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from checklist_py import respond
from runtime import build
from runtime.build import PYODIDE_BUILD, ROOT, Builder, BuildError

HERE = Path(__file__).parent


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def engine(tmp_path):
    """A copy of the engine, to be edited."""
    ours = ROOT / "checklist_py"
    return Path(shutil.copytree(ours, tmp_path / "engine", ignore=lambda *_: ["__pycache__"]))


def again(built, tmp_path, **changes):
    """Another build, into another folder, with what `built` has kept."""
    cache = shutil.copytree(built.cache, tmp_path / "cache")
    given = {"out": tmp_path / "out", "cache": cache, **changes}
    builder = Builder(**given)
    builder.manifest = builder.build()
    return builder


def ask(requests, runtime, tmp_path):
    file = tmp_path / "requests.jsonl"
    file.write_text("".join(f"{request}\n" for request in requests), encoding="utf-8")
    command = ["node", HERE / "run_in_pyodide.mjs", file, runtime]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_two_builds_from_nothing_are_the_same(built, tmp_path):
    other = Builder(out=tmp_path / "out", cache=tmp_path / "cache")
    other.build()
    assert contents(other.out) == contents(built.out)


def test_a_build_with_nothing_to_do_writes_nothing(built):
    before = {path.name: path.stat().st_mtime_ns for path in built.out.iterdir()}
    second = Builder(out=built.out, cache=built.cache)
    second.build()
    assert second.said == []
    assert {path.name: path.stat().st_mtime_ns for path in built.out.iterdir()} == before


def test_the_library_holds_only_what_a_visit_loads(built):
    name = built.manifest["files"]["stdlib"]["name"]
    with zipfile.ZipFile(built.out / name) as archive:
        assert sorted(archive.namelist()) == sorted(f"{one}c" for one in built.closure()["library"])
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}


def test_the_engine_travels_with_its_guide_and_without_its_command_line(built):
    name = built.manifest["files"]["engine"]["name"]
    with zipfile.ZipFile(built.out / name) as archive:
        names = archive.namelist()
        assert (
            archive.read("checklist_py/guide.json")
            == (ROOT / "checklist_py" / "guide.json").read_bytes()
        )
    assert "checklist_py/bridge.pyc" in names
    assert "checklist_py/__main__.pyc" not in names


def test_every_name_tells_its_contents(built):
    for kind, entry in built.manifest["files"].items():
        content = (built.out / entry["name"]).read_bytes()
        assert len(content) == entry["bytes"]
        assert entry["name"].startswith(f"{kind}-{entry['sha256'][:12]}.")


def test_a_change_of_the_guide_changes_one_archive_and_needs_no_node(
    built, engine, tmp_path, monkeypatch
):
    guide = engine / "guide.json"
    guide.write_text(guide.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    monkeypatch.setattr(build, "_node", lambda *_: pytest.fail("Node was called"))
    changed = again(built, tmp_path, engine=engine)
    assert different(built, changed) == ["engine"]


def test_a_change_of_the_engine_leaves_the_library_as_it_is(built, engine, tmp_path):
    module = engine / "truth.py"
    module.write_text(module.read_text(encoding="utf-8") + "\nFOO = 'bar'\n", encoding="utf-8")
    assert different(built, again(built, tmp_path, engine=engine)) == ["engine"]


def different(one, other):
    first, second = one.manifest["files"], other.manifest["files"]
    return [kind for kind in first if first[kind] != second[kind]]


def test_old_files_go_and_others_stay(built, engine, tmp_path):
    out = tmp_path / "out"
    shutil.copytree(built.out, out)
    (out / ".stamp").touch()
    guide = engine / "guide.json"
    guide.write_text(guide.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    again(built, tmp_path, engine=engine)
    names = {path.name.partition("-")[0] for path in out.iterdir()}
    assert names == {".stamp", "engine", "glue", "manifest.json", "stdlib", "wasm"}
    assert len(list(out.iterdir())) == 6


def test_what_was_kept_long_ago_and_is_not_used_goes(built, tmp_path):
    old = built.cache / "engine-old"
    old.mkdir()
    os.utime(old, (0, 0))
    other = again(built, tmp_path)
    assert not (other.cache / "engine-old").exists()
    old.rmdir()


def test_the_engine_answers_in_pyodide_as_on_this_python(built, tmp_path):
    requests = (ROOT / "runtime" / "requests.jsonl").read_text(encoding="utf-8").splitlines()
    assert ask(requests, built.out, tmp_path) == [respond(request) for request in requests]


def test_an_engine_that_imports_what_pyodide_does_without_gets_the_real_thing(
    built, engine, tmp_path
):
    bridge = engine / "bridge.py"
    bridge.write_text(
        "import asyncio, dataclasses, inspect, traceback, typing\n"
        "def respond(_text):\n"
        "    kinds = [asyncio.Future, dataclasses.field, inspect.signature, typing.Generic]\n"
        "    return ' '.join([kind.__name__ for kind in kinds] + traceback.format_tb(None))\n",
        encoding="utf-8",
    )
    (engine / "__init__.py").write_text("", encoding="utf-8")
    changed = again(built, tmp_path, engine=engine)
    assert "asyncio/__init__.py" in changed.closure()["library"]
    assert ask(["x"], changed.out, tmp_path) == ["Future field signature Generic"]


def test_pyodides_own_modules_do_as_well(built, tmp_path):
    plain = again(built, tmp_path, standins=False)
    assert ask(["[]"], plain.out, tmp_path) == ask(["[]"], built.out, tmp_path)
    sizes = [one.manifest["files"]["stdlib"]["bytes"] for one in (built, plain)]
    assert sizes[0] < sizes[1] / 2


def test_a_broken_engine_stops_the_build_in_few_words(built, engine, tmp_path):
    (engine / "bridge.py").write_text("import no_such_module\n", encoding="utf-8")
    with pytest.raises(BuildError, match="No module named 'no_such_module'") as caught:
        again(built, tmp_path, engine=engine)
    assert len(str(caught.value)) < 10_000


def test_a_missing_guide_stops_the_build(built, engine, tmp_path):
    (engine / "guide.json").unlink()
    with pytest.raises(BuildError, match="python -m macros compile"):
        again(built, tmp_path, engine=engine)


@pytest.mark.skipif(not PYODIDE_BUILD.exists(), reason="make pyodide-build")
def test_pyodide_build_packs_the_same_bytes(tmp_path):
    folder = tmp_path / "folder"
    for name in ("b/x.pyc", "a.json", "b/a.pyc"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, encoding="utf-8")
    packed = []
    for python, zone in [(PYODIDE_BUILD, "UTC"), (ROOT / ".venv/bin/python", "Asia/Tokyo")]:
        archive = tmp_path / f"{len(packed)}.zip"
        command = [python, ROOT / "runtime" / "pack.py", folder, archive]
        subprocess.run(command, check=True, env={**os.environ, "TZ": zone})
        packed.append(archive.read_bytes())
    assert packed[0] == packed[1]


def test_the_manifest_is_what_build_gives(built):
    assert json.loads((built.out / "manifest.json").read_text(encoding="utf-8")) == built.manifest
