"""The policy of every page holds: nothing of ours offends it, and what it forbids does not run."""

import json
import re
from urllib.parse import urlsplit

import pytest
from tests_paths import page_paths

from macros.load import ROOT
from runtime.host import PREFIX

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


@pytest.fixture
def lost(chromium, served):
    """The page for an address that leads nowhere, served where it names its files."""
    html = (ROOT / "site" / "404.html").read_text("utf-8")
    base = urlsplit(re.search(r'="(/[^"]*)assets/javascripts', html).group(1)).path
    home = f"{served.url.removesuffix(PREFIX)}{base}"

    def answered(route):
        path = route.request.url.removeprefix(home)
        if path == "no/such/page":
            route.fulfill(status=404, body=html, content_type="text/html")
        else:
            route.fulfill(response=route.fetch(url=served.url + path))

    context = chromium.new_context(service_workers="block")
    context.add_init_script(WATCH)
    context.route(f"{home}**", answered)
    tab = context.new_page()
    tab.goto(f"{home}no/such/page")
    yield tab
    context.close()


def test_the_page_for_a_lost_address_keeps_its_policy_and_can_be_searched(lost):
    assert "default-src 'none'" in lost.locator("meta[http-equiv]").first.get_attribute("content")
    search(lost, "visa")
    assert lost.evaluate("window.offended") == []


def search(tab, words):
    box = tab.locator(".md-search__input")
    box.click()
    box.press_sequentially(words)
    tab.locator(".md-search-result__item").first.wait_for()


ATTEMPTS = {
    "an inline script": """() => {
        const script = document.createElement("script");
        script.textContent = "window.ran = true";
        document.body.append(script);
    }""",
    "a script from elsewhere": """() => new Promise(done => {
        const script = document.createElement("script");
        script.src = "https://elsewhere.example/x.js";
        script.onerror = done;
        document.body.append(script);
    })""",
    "a handler written as an attribute": """() => {
        document.body.setAttribute("onclick", "window.ran = true");
    }""",
    "a worker from elsewhere": """() => new Worker("https://elsewhere.example/x.js")""",
    "a worker that is no script of the site": """() =>
        new Worker(URL.createObjectURL(new Blob(["1"])))""",
    "another policy of Trusted Types": """() =>
        trustedTypes.createPolicy("mine", {})""",
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
    "text run as code": """() => setTimeout("window.ran = true", 0)""",
}


@pytest.mark.parametrize("what", ATTEMPTS)
def test_the_policy_stops(chromium, served, what):
    context = chromium.new_context()
    context.add_init_script(WATCH)
    tab = context.new_page()
    foreign = []
    tab.on("request", lambda one: foreign.append(one.url) if "elsewhere" in one.url else None)
    tab.goto(served.url + "about/privacy/")
    tab.evaluate(
        f"async () => {{ try {{ await ({ATTEMPTS[what]})(); }} catch {{ /* refused */ }} }}"
    )
    for _ in range(600):  # Playwright's own way to wait evaluates text, which the policy forbids
        if tab.evaluate("() => window.offended.length > 0"):
            break
        tab.wait_for_timeout(25)
    assert tab.evaluate("window.offended.length") > 0
    assert tab.evaluate("window.ran") is None
    assert not [url for url in foreign if tab.url in url]
    context.close()
    chromium.taken()  # they were meant


HTML = """(text) => {
    const box = document.createElement("div");
    box.innerHTML = text;
    return [...box.querySelectorAll("*")].map((one) => one.localName);
}"""


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("<h2><mark>Fee</mark>s</h2><p>1 &lt; 2</p>", ["h2", "mark", "p"]),
        ('<div class="md-search-result__icon md-icon"></div>', ["div"]),
        ("<img src=x onerror=alert(1)>", []),
        ("<p onclick=alert(1)>x</p>", []),
        ('<p class="a" style="color:red">x</p>', []),
        ("<a href='javascript:alert(1)'>x</a>", []),
        ("<script>alert(1)</script>", []),
        ("<iframe srcdoc=x></iframe>", []),
        ("a < b", []),
    ],
)
def test_only_what_the_search_shows_may_become_elements(visit, text, made):
    assert visit("about/privacy/").tab.evaluate(HTML, text) == made


def test_the_search_keeps_nothing_but_elements_that_may_be_shown():
    index = json.loads((ROOT / "site" / "search" / "search_index.json").read_text("utf-8"))
    tags = {tag for one in index["docs"] for tag in re.findall(r"<(?!/)[^>]*>", one["text"])}
    assert tags <= {"<p>", "<li>", "<ul>", "<ol>", "<code>", "<pre>"}


def test_html_typed_into_the_search_stays_text(lost):
    search(lost, "visa")
    lost.locator(".md-search__input").fill("visa <img src=x onerror=alert(1)>")
    lost.wait_for_timeout(500)
    assert lost.locator(".md-search-result").count() == 1
    assert lost.locator(".md-search-result img").count() == 0


def test_a_site_that_a_link_leads_to_does_not_learn_from_where(chromium, served):
    context = chromium.new_context(service_workers="block")
    asked = []

    def answered(route):
        asked.append(route.request.all_headers())
        route.fulfill(body="elsewhere")

    context.route("https://www.ecfmg.org/**", answered)
    tab = context.new_page()
    tab.goto(served.url + "certification/oet/")
    link = "document.querySelector('a[href^=\"https://www.ecfmg.org\"]').click()"
    tab.evaluate(link)
    tab.get_by_text("elsewhere").wait_for()
    assert [headers.get("referer") for headers in asked] == [None]
    context.close()
    chromium.taken()  # the link was followed on purpose


# what a host can add


def headers():
    """The headers of the built site, by the pattern of the paths that they are for."""
    found, pattern = {}, ""
    for line in (ROOT / "site" / "_headers").read_text("utf-8").splitlines():
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


def test_what_is_published_may_be_read_from_any_site():
    for name in (
        "guide.json",
        "calendar.ics",
        "calendar.json",
        "changes.xml",
        "schemas/guide.json",
    ):
        assert headers_for(f"/{name}")["Access-Control-Allow-Origin"] == "*"


def test_no_host_may_put_a_page_into_a_frame():
    for path in ("/", "/checklist/", "/404.html", "/assets/checklist/worker-0123456789ab.mjs"):
        assert "frame-ancestors 'none'" in headers_for(path)["Content-Security-Policy"]


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
