"""The policy of every page holds: nothing of ours offends it, and what it forbids does not run."""

import pytest
from tests_paths import page_paths

WATCH = """
    window.offended = [];
    addEventListener("securitypolicyviolation", event =>
        window.offended.push([event.effectiveDirective, event.blockedURI, event.sample]));
"""


@pytest.mark.parametrize("path", page_paths())
def test_no_page_offends_its_own_policy(visit, path):
    page = visit(path, script=WATCH)
    page.tab.wait_for_load_state("load")
    page.tab.wait_for_timeout(100)
    assert page.tab.evaluate("window.offended") == []


ATTEMPTS = {
    "an inline script": """() => {
        const script = document.createElement("script");
        script.textContent = "window.ran = true";
        document.body.append(script);
    }""",
    "an inline handler": """() => {
        document.body.insertAdjacentHTML("beforeend", "<p onclick='window.ran = true'>x</p>");
        document.body.lastElementChild.click();
    }""",
    "a script from elsewhere": """() => new Promise(done => {
        const script = document.createElement("script");
        script.src = "https://elsewhere.example/x.js";
        script.onerror = done;
        document.body.append(script);
    })""",
    "a picture from elsewhere": """() => new Promise(done => {
        const picture = new Image();
        picture.onerror = done;
        picture.src = "https://elsewhere.example/x.png";
    })""",
    "a request to elsewhere": """() => fetch("https://elsewhere.example/x").catch(() => 0)""",
    "a frame": """() => {
        const frame = document.createElement("iframe");
        frame.src = "https://elsewhere.example/";
        document.body.append(frame);
    }""",
    "a form sent elsewhere": """() => {
        const form = document.createElement("form");
        form.action = "https://elsewhere.example/";
        document.body.append(form);
        form.submit();
    }""",
    "text run as code": """() => {
        try { setTimeout("window.ran = true", 0); } catch { /* refused at once */ }
    }""",
}


@pytest.mark.parametrize("what", ATTEMPTS)
def test_the_policy_stops(chromium, served, what):
    context = chromium.new_context()
    context.add_init_script(WATCH)
    tab = context.new_page()
    foreign = []
    tab.on("request", lambda one: foreign.append(one.url) if "elsewhere" in one.url else None)
    tab.goto(served.url + "about/privacy/")
    tab.evaluate(ATTEMPTS[what])
    tab.wait_for_function("window.offended.length > 0")
    tab.wait_for_timeout(50)
    assert tab.evaluate("window.ran") is None
    assert not [url for url in foreign if tab.url in url]
    context.close()
