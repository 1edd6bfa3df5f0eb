"""Reading and answering without a network, in a real browser on a plain host."""

import json

import pytest

from macros.load import ROOT

SITE = ROOT / "site"
SPOIL = """async ([which, how]) => {
  const cache = await caches.open("img-field-guide");
  for (const request of await cache.keys()) {
    if (!request.url.includes(which)) continue;
    if (how === "evicted") { await cache.delete(request); continue; }
    const copy = await cache.match(request);
    const bytes = new Uint8Array(await copy.arrayBuffer());
    const spoilt = how === "garbled" ? bytes.fill(7, 100) : bytes.slice(0, bytes.length / 2);
    const headers = { "content-type": copy.headers.get("content-type") };
    await cache.put(request, new Response(spoilt, { headers }));
  }
}"""

THEME_SCRIPTS = (
    "performance.getEntriesByType('resource').some(({ name }) => name.includes('/bundle.'))"
)


def until(page, expression, seconds=30):
    for _ in range(seconds * 20):
        if page.evaluate(f"() => Boolean({expression})"):
            return
        page.wait_for_timeout(50)
    raise AssertionError(expression)


def judged(page):
    page.wait_for_selector("#checklist[data-engine=ready]", timeout=90_000)
    page.wait_for_selector("[data-outcome][data-state=unknown]", state="attached")


def stop_workers(page):
    """A browser stops an idle service worker; it then remembers nothing."""
    session = page.context.new_cdp_session(page)
    session.send("ServiceWorker.enable")
    session.send("ServiceWorker.stopAllWorkers")


def answer_first(page):
    """Give an answer, as a person does; gives its question and option."""
    box = page.locator("[data-now] input[type=radio]").first
    box.evaluate("(one) => one.click()")  # its label is what people see
    name, value = box.get_attribute("name"), box.get_attribute("value")
    until(page, f"localStorage.getItem('img-field-guide')?.includes('{name}')")
    return name, value


def test_a_page_that_was_read_is_read_without_a_network(reader):
    reader.read("us/match/")
    reader.cut()
    page = reader.tab()
    page.goto(reader.host.url + "us/match/")
    assert page.locator("h1").inner_text()
    assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith("-apple-system")
    until(page, "!document.querySelector('[data-says=cut]').hidden")


def test_a_page_that_was_not_read_says_so_without_a_network(reader):
    reader.read("us/match/")
    reader.cut()
    page = reader.tab()
    page.goto(reader.host.url + "us/visas/")
    assert page.url == reader.host.url + "offline/"
    assert "Not on this device" in page.locator("h1").inner_text()
    assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith("-apple-system")
    page.locator("article a", has_text="at the start").wait_for()


def test_the_checklist_is_done_without_a_network_after_one_visit(reader):
    first = reader.judge()
    given = answer_first(first)
    first.close()
    reader.cut()
    page = reader.tab()
    page.goto(reader.host.url + "checklist/")
    judged(page)
    until(page, f"document.querySelector('input[name={given[0]}][value={given[1]}]').checked")
    before = page.locator("[data-fill=decided]").first.inner_text()
    for _ in range(3):
        page.locator("[data-now] input").first.evaluate("(one) => one.click()")
        page.locator("[data-do=next]").first.click()
    assert page.locator("#checklist").get_attribute("data-engine") == "ready"
    assert before is not None


def test_a_second_visit_takes_nothing_from_the_host_but_the_list(reader):
    reader.judge().close()
    reader.host.sent.clear()
    page = reader.judge()
    page.wait_for_timeout(500)
    assert set(reader.host.sent) <= {"/guide/sw.js"}


@pytest.mark.parametrize(
    ("which", "how"),
    [
        ("runtime/wasm-", "garbled"),
        ("runtime/stdlib-", "garbled"),
        ("runtime/engine-", "short"),
        ("runtime/glue-", "short"),
        ("checklist/?", "garbled"),
        (".css", "garbled"),
        ("runtime/", "evicted"),
        ("checklist/", "evicted"),
    ],
)
def test_a_copy_that_was_spoilt_is_fetched_again(reader, which, how):
    first = reader.judge()
    first.evaluate(SPOIL, [which, how])
    stop_workers(first)
    first.close()
    page = reader.judge()
    assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith("-apple-system")
    page.close()
    reader.cut()
    page = reader.tab()
    page.goto(reader.host.url + "checklist/")
    judged(page)


def test_a_store_that_was_emptied_is_filled_again(reader):
    first = reader.judge()
    first.evaluate("caches.delete('img-field-guide')")
    first.close()
    reader.judge().close()
    reader.cut()
    page = reader.tab()
    page.goto(reader.host.url + "checklist/")
    judged(page)


def test_a_download_of_the_wrong_bytes_is_not_kept(reader):
    manifest = json.loads((SITE / "assets/runtime/manifest.json").read_text(encoding="utf-8"))
    reader.host.faults[manifest["files"]["engine"]["name"]] = "garbled"
    page = reader.read("checklist/", kept=None)
    page.wait_for_selector("#checklist[data-engine=failed]", timeout=60_000)
    page.wait_for_selector("[data-says=page]:not([hidden])", state="attached")
    assert not [key for key in reader.keys(page) if "/runtime/engine-" in key]
    reader.host.faults.clear()
    page.locator("[data-do=retry]").click()
    judged(page)
    page.wait_for_selector("[data-says=checklist]:not([hidden])", state="attached")


def test_an_update_is_announced_and_taken_with_the_answers_kept(reader, newer):
    page = reader.judge()
    given = answer_first(page)
    reader.host.folders[:] = [newer]
    page.evaluate("navigator.serviceWorker.ready.then((one) => one.update())")
    page.wait_for_selector("[data-says=update]:not([hidden])")
    assert not page.title().startswith("Newer")
    page.locator("[data-do=next]").first.click()  # the session under way goes on
    page.locator("[data-now] input").first.wait_for()
    with page.expect_navigation():
        page.locator("[data-take]").click()
    judged(page)
    assert page.title().startswith("Newer")
    until(page, f"document.querySelector('input[name={given[0]}][value={given[1]}]').checked")
    page.close()
    reader.cut()
    page = reader.tab()
    page.goto(reader.host.url + "checklist/")
    judged(page)
    assert page.title().startswith("Newer")


def test_an_update_that_was_put_off_is_there_when_all_tabs_are_closed(reader, newer):
    page = reader.read("us/match/")
    reader.host.folders[:] = [newer]
    page.evaluate("navigator.serviceWorker.ready.then((one) => one.update())")
    page.wait_for_selector("[data-says=update]:not([hidden])")
    page.locator("[data-later]").click()
    page.goto("about:blank")
    page.wait_for_timeout(1000)
    page.goto(reader.host.url + "us/match/")
    assert page.title().startswith("Newer")


def test_two_versions_work_side_by_side_in_two_tabs(reader, newer):
    old = reader.judge()
    other = reader.read("us/match/")
    reader.host.folders[:] = [newer]
    other.evaluate("navigator.serviceWorker.ready.then((one) => one.update())")
    other.wait_for_selector("[data-says=update]:not([hidden])")
    with other.expect_navigation():
        other.locator("[data-take]").click()
    assert other.title().startswith("Newer")
    old.wait_for_selector("[data-says=update]:not([hidden])")
    assert not old.title().startswith("Newer")
    # the old tab's engine starts anew, from the files of its own version
    scripts = "[...document.scripts].map((one) => one.src).filter((one) => one.includes('/guide-'))"
    old_script = old.evaluate(scripts)[0]
    assert old.evaluate("(url) => fetch(url).then((one) => one.ok)", old_script)
    answer_first(old)
    new = reader.judge()
    assert new.title().startswith("Newer")
    assert old.locator("#checklist").get_attribute("data-engine") == "ready"


def test_nothing_is_kept_of_versions_long_gone(reader, newer):
    page = reader.read("us/match/")
    extra = f"{reader.host.url}us/match/?0123456789012345678901"
    page.evaluate(
        "(url) => caches.open('img-field-guide').then((one) => one.put(url, new Response('old')))",
        extra,
    )
    reader.host.folders[:] = [newer]
    page.evaluate("navigator.serviceWorker.ready.then((one) => one.update())")
    page.wait_for_selector("[data-says=update]:not([hidden])")
    with page.expect_navigation():
        page.locator("[data-take]").click()
    until(page, "navigator.serviceWorker.controller")
    assert extra not in reader.keys(page)


def test_reaching_for_the_checklist_fetches_it(reader):
    page = reader.read("us/match/")
    assert not [key for key in reader.keys(page) if "/runtime/" in key]
    page.locator('.md-tabs a[href$="checklist/"]').first.hover()
    for _ in range(600):
        if sum("/runtime/" in key for key in reader.keys(page)) == 4:
            return
        page.wait_for_timeout(50)
    raise AssertionError(reader.keys(page))


def test_the_script_of_the_theme_is_loaded_when_somebody_does_something(reader):
    page = reader.context.new_page()
    page.goto(reader.host.url + "us/match/")
    page.wait_for_timeout(300)
    assert not page.evaluate(THEME_SCRIPTS)
    page.mouse.move(50, 50)
    until(page, THEME_SCRIPTS)
    until(page, "!document.documentElement.matches('.themeless')")


def test_a_colour_chosen_before_that_script_is_there_is_not_lost(reader):
    page = reader.tab()
    page.goto(reader.host.url + "us/match/")
    before = page.get_attribute("body", "data-md-color-scheme")
    reader.host.delay = 0.5
    for _ in range(2):  # the device's own, light, dark
        page.evaluate("document.querySelector('.md-header__option label:not([hidden])').click()")
        page.wait_for_timeout(1500)
    assert page.get_attribute("body", "data-md-color-scheme") == "night" != before
    page.reload()
    assert page.get_attribute("body", "data-md-color-scheme") == "night"


def test_a_dark_device_gets_a_dark_page_before_that_script_is_there(reader):
    page = reader.tab()
    page.emulate_media(color_scheme="dark")
    page.goto(reader.host.url + "us/match/")
    assert not page.evaluate(THEME_SCRIPTS)
    assert page.get_attribute("body", "data-md-color-scheme") == "night"
    assert page.is_visible(".md-header__option label:not([hidden])")


def test_the_search_is_loaded_when_somebody_searches(reader):
    page = reader.read("us/match/")
    assert not [path for path in reader.host.sent if "search" in path]
    page.locator(".md-search__input").click()
    page.locator(".md-search__input").fill("visa")
    page.wait_for_selector(".md-search-result__item")
    assert [path for path in reader.host.sent if path.endswith("search_index.json")]


def test_a_link_with_a_search_in_it_works(reader):
    page = reader.tab()
    page.goto(reader.host.url + "?q=visa")
    page.wait_for_selector(".md-search-result__item", state="attached")


def test_a_site_without_a_list_leaves_nothing_behind(reader, tmp_path):
    page = reader.read("us/match/")
    (tmp_path / "sw.js").write_bytes((ROOT / "docs" / "sw.js").read_bytes())
    reader.host.folders.insert(0, tmp_path)
    page.evaluate("navigator.serviceWorker.ready.then((one) => one.update())")
    until(page, "!document.querySelector('[data-says=update]').hidden")
    for _ in range(200):
        if not page.evaluate("caches.has('img-field-guide')"):
            return
        page.wait_for_timeout(50)
    raise AssertionError
