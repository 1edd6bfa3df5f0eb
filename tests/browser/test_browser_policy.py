"""The policy of every page holds: nothing of ours offends it, and what it forbids does not run."""

import re

import pytest
from tests_paths import page_paths

from macros.load import ROOT

WATCH = """
    window.offended = [];
    addEventListener("securitypolicyviolation", event =>
        window.offended.push([event.effectiveDirective, event.blockedURI, event.sample]));
"""


@pytest.mark.parametrize("path", [one for one in page_paths() if one != "404.html"])
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


# what a host can add


def headers():
    """The headers of docs/_headers, by the pattern of the paths that they are for."""
    found, pattern = {}, ""
    for line in (ROOT / "docs" / "_headers").read_text("utf-8").splitlines():
        if line.startswith("/"):
            pattern = line
        elif line.startswith("  "):
            name, _, value = line.strip().partition(": ")
            found.setdefault(pattern, {})[name] = value
    return found


def headers_for(path):
    """All that match; of several with the same name the last, as such hosts do it."""
    sent = {}
    for pattern, own in headers().items():
        if re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), path):
            sent |= own
    return sent


def test_the_checklist_works_under_the_headers_that_a_host_can_add(chromium, served):
    context = chromium.new_context(service_workers="block")
    context.add_init_script(WATCH)

    def answered(route):
        response = route.fetch()
        path = "/" + route.request.url.removeprefix(served.url)
        route.fulfill(response=response, headers={**response.headers, **headers_for(path)})

    context.route(f"{served.url}**", answered)
    tab = context.new_page()
    wrong = []
    tab.on("console", lambda one: wrong.append(one.text) if one.type == "error" else None)
    tab.goto(served.url + "checklist/")
    tab.locator(".checklist[data-engine=ready]").wait_for(timeout=60_000)
    assert tab.evaluate("window.offended") == []
    assert not wrong
    context.close()


def test_the_example_for_nginx_says_the_same():
    text = (ROOT / "SECURITY.md").read_text("utf-8")
    nginx = dict(re.findall(r'^add_header (\S+) "(.*)" always;$', text, re.MULTILINE))
    policies = re.findall(r'^    \S+ +"(.*)";$', text, re.MULTILINE)
    everywhere = headers()["/*"]
    assert everywhere == {**nginx, "Content-Security-Policy": policies[0]}
    assert headers()["/assets/checklist/*"]["Content-Security-Policy"] == policies[1]


SINKS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc"
    r"|createContextualFragment|DOMParser|setHTML|setTimeout\(\s*[\"'`]"
)


def test_no_script_of_ours_makes_html_or_code_out_of_text():
    scripts = [path for path in (ROOT / "docs").rglob("*.*js") if "runtime" not in path.parts]
    assert len(scripts) > 4
    assert not [path.name for path in scripts if SINKS.search(path.read_text("utf-8"))]
