"""The page's side and the worker, in a real browser: how they start, answer and fail."""

import json
import time

import pytest

from checklist_py import respond

REQUEST = json.dumps({"version": 1, "today": "2026-11-23", "answers": {}})


def kinds(heard):
    return [kind for kind, _ in heard]


def failure(heard):
    (said,) = [said for kind, said in heard if kind == "failed"]
    return said["kind"]


def test_the_engine_starts_under_a_sub_path_and_a_strict_policy(opened, start):
    heard = start(opened)
    assert kinds(heard)[-1] == "ready"
    assert opened.said == []


def test_an_answer_is_what_python_says_elsewhere(opened, start):
    start(opened)
    assert opened.evaluate("text => engine.ask(text)", REQUEST) == respond(REQUEST)


def test_progress_ends_at_the_whole(opened, manifest, start):
    heard = start(opened)
    told = [said for kind, said in heard if kind == "progress"]
    whole = sum(manifest["files"][kind]["bytes"] for kind in ("wasm", "stdlib", "engine"))
    assert told[-1] == {"loaded": whole, "total": whole}
    assert [one["loaded"] for one in told] == sorted(one["loaded"] for one in told)


def test_questions_before_it_is_ready_are_kept_and_the_newest_of_a_kind_is_answered(opened):
    answers = opened.evaluate(
        """async () => {
          const asked = [engine.ask("[]", "a"), engine.ask("1", "b"), engine.ask("no", "a")];
          engine.start();
          return Promise.all(asked);
        }"""
    )
    assert [answer and json.loads(answer)["version"] for answer in answers] == [None, 1, 1]


def test_of_many_questions_at_once_the_first_and_the_newest_are_answered(opened, start):
    start(opened)
    answers = opened.evaluate(
        "text => Promise.all([1, 2, 3, 4].map(() => engine.ask(text)))", REQUEST
    )
    assert [answer is not None for answer in answers] == [True, False, False, True]


def test_nothing_is_fetched_from_elsewhere_or_twice(tab, host, built, start, until):
    asked = []
    tab.context.on("request", lambda request: asked.append(request.url))
    tab.goto(host.url)
    until(tab, "window.engine")
    start(tab)
    assert all(url.startswith(host.url) for url in asked)
    served = [path for path in host.sent if "/runtime/" in path]
    assert sorted(path.rpartition("/")[2] for path in served) == sorted(
        ["manifest.json", *(entry["name"] for entry in built.manifest["files"].values())]
    )


def test_a_page_that_knows_the_manifest_does_not_fetch_it(opened, host, manifest, start):
    start(opened, urls=f"{{ contents: {json.dumps(manifest)} }}")
    assert not any(path.endswith("manifest.json") for path in host.sent)


def test_a_page_from_before_an_update_finds_the_new_files(opened, manifest, start):
    for entry in manifest["files"].values():
        entry["name"] = f"old-{entry['name']}"
    heard = start(opened, urls=f"{{ contents: {json.dumps(manifest)} }}")
    assert kinds(heard)[-1] == "ready"


@pytest.mark.parametrize("kind", ["wasm", "stdlib", "engine", "glue", "manifest", "worker"])
@pytest.mark.parametrize("fault", ["missing", "page"])
def test_a_file_that_is_missing_or_another_is_told(opened, host, kind, fault, start):
    host.faults[kind] = fault
    told = {"missing": "missing-file", "page": "not-the-file"}
    assert failure(start(opened)) == told[fault]


@pytest.mark.parametrize("kind", ["wasm", "stdlib", "engine", "glue"])
def test_a_download_cut_short_is_told(opened, host, kind, start):
    host.faults[kind] = "short"
    assert failure(start(opened)) == "cut-short"


def test_a_damaged_webassembly_is_told(opened, host, start):
    host.faults["wasm"] = "garbled"
    assert failure(start(opened)) == "compile"


def test_silence_is_told(opened, host, start):
    host.faults["engine"] = "hang"
    assert failure(start(opened, timeout=3000)) == "timeout"


def test_a_browser_without_webassembly_is_told(opened, start):
    opened.evaluate("delete window.WebAssembly")
    assert failure(start(opened)) == "no-wasm"


def test_a_browser_without_module_workers_is_told(opened, start):
    opened.evaluate("() => { window.Worker = class { terminate() {} }; }")
    assert failure(start(opened)) == "no-module-worker"


def test_an_error_in_python_is_told_with_its_words(opened, site, manifest, start):
    name = manifest["files"]["engine"]["name"]
    whole = (site / "assets/runtime" / name).read_bytes()
    # The same archive, as long as before, whose bridge has another name.
    broken = whole.replace(b"checklist_py/bridge.pyc", b"checklist_py/fridge.pyc")
    opened.route(f"**/{name}", lambda route: route.fulfill(body=broken, content_type="text/plain"))
    heard = start(opened)
    assert failure(heard) == "python"
    assert "checklist_py.bridge" in heard[-1][1]["message"]


def test_a_host_that_knows_no_webassembly_serves_all_the_same(opened, host, start):
    host.faults["wasm"] = "untyped"
    assert kinds(start(opened))[-1] == "ready"


def test_trying_again_after_a_failure_answers_what_was_asked(opened, host, start, until):
    host.faults["engine"] = "short"
    opened.evaluate(
        "text => void engine.ask(text).then((said) => { window.said = said; })", REQUEST
    )
    assert failure(start(opened)) == "cut-short"
    host.faults.clear()
    opened.evaluate("engine.retry()")
    until(opened, "window.said")
    assert json.loads(opened.evaluate("said"))["version"] == 1


def test_a_listener_that_throws_harms_nobody(opened, start):
    opened.evaluate("void engine.on('state', () => { throw new Error('of a listener'); })")
    assert kinds(start(opened))[-1] == "ready"


def test_a_second_visit_fetches_none_of_the_large_files(tab, host, start, until):
    for _ in range(2):
        host.sent.clear()
        tab.goto(host.url)
        until(tab, "window.engine")
        start(tab)
        time.sleep(0.2)
    assert not any("wasm" in path or "stdlib" in path for path in host.sent)
