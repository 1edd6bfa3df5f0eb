"""Links: what may be cited, and what a trial says of good, moved and dead ones."""

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import samples

from macros import hosts, links, pages
from macros.check import check
from macros.load import GuideError


class _Answers(BaseHTTPRequestHandler):
    """Answers with the number that the path names; `/moved` leads to `/200`."""

    def do_GET(self):
        if self.path == "/cut":
            self.close_connection = True
            return
        code = {"/moved": 301}.get(self.path) or int(self.path.strip("/")[:3])
        self.send_response(code)
        if code == 301:
            self.send_header("Location", "/200")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), _Answers) as host:
        threading.Thread(target=host.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{host.server_port}"
        host.shutdown()


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        ("/200", None),
        ("/200/", None),
        ("/200#part", None),
        ("/moved", "moved to"),
        ("/404", "answers 404"),
        ("/410", "answers 410"),
        ("/503", "answers 503"),
        ("/cut", "does not answer"),
    ],
)
def test_a_trial_says_what_is_wrong_with_a_link(server, path, wrong):
    found = links.trial(server + path)
    assert (found is None) if wrong is None else found.startswith(wrong)


def test_a_host_that_is_not_there_does_not_answer():
    assert links.trial("http://127.0.0.1:9/").startswith("does not answer")


def test_hosts_that_turn_robots_away_each_have_a_reason():
    assert all(len(reason) > 15 for reason in links.TURNS_ROBOTS_AWAY.values())


@pytest.mark.parametrize(
    ("path", "wrong"),
    [("/403", None), ("/503", None), ("/cut", None), ("/404", "404"), ("/200", "after all")],
)
def test_of_a_host_that_turns_robots_away_a_refusal_says_nothing(monkeypatch, server, path, wrong):
    monkeypatch.setitem(links.TURNS_ROBOTS_AWAY, "127.0.0.1", "as a test of the list")
    found = links.trial(server + path)
    assert (found is None) if wrong is None else wrong in found


def test_the_report_names_every_entry_that_gives_the_address(server):
    found = {f"{server}/404": ["b", "a", "b"], f"{server}/200": ["c"]}
    assert list(links.report(found)) == [f"- [ ] {server}/404 answers 404: a, b"]


def test_addresses_of_sources_facts_and_open_questions_are_tried():
    found = links.addresses(samples.mini())
    assert found["https://www.example.org/years"] == ["old-page", "old-page"]
    assert "https://www.example.org/ask" in found


def test_no_address_of_the_real_guide_is_left_out():
    guide = samples.real()
    text = json.dumps({name: one for name, one in guide.items() if name != "aliases"})
    written = set(re.findall(r'"(?:url|confirm_at)": "([^"]+)"', text))
    assert set(links.addresses(guide)) == written


def test_addresses_that_stand_on_pages_are_tried_too():
    page = pages.Page("us/a.md", {}, "See [it](https://www.example.org/a) and [b](b.md).", 1)
    assert links.of_pages([page]) == {"https://www.example.org/a": ["docs/us/a.md"]}


def test_the_command_says_what_is_wrong_and_fails(monkeypatch, capsys, server):
    guide = {"open": {"q": {"url": f"{server}/200"}}}
    monkeypatch.setattr(links, "current", lambda: guide)
    monkeypatch.setattr(pages, "read", list)
    assert links.command(None) == 0
    assert capsys.readouterr().out == "Every address answers.\n"
    guide["open"]["q"]["confirm_at"] = f"{server}/404"
    assert links.command(None) == 1
    assert "answers 404: q" in capsys.readouterr().out


@pytest.mark.parametrize(
    "url",
    [
        "https://www.ecfmg.org/certification/index.html",
        "https://www.ecfmg.org/news/?p=1650",
        "https://capitol.texas.gov/BillLookup/History.aspx?LegSess=89R&Bill=HB2038",
        "https://www2.gov.bc.ca/gov/content",
        "https://research.example.org/paper",
    ],
)
def test_a_page_of_a_body_may_be_cited(url):
    assert hosts.wrong(url) is None


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://xapi.ecfmg.org/2026ib/", "side host"),
        ("https://staging.afmc.ca/changes", "staging"),
        ("https://fsmb01mstr63nn9inte.dxcloud.episerver.net/usmle", "staging or side host"),
        ("https://iatrox-staging.vercel.app/blog", "staging or side host"),
        ("https://web.archive.org/web/2024/https://www.ecfmg.org/", "archived: true"),
        ("https://www-ecfmg-org.translate.goog/", "mirror"),
        ("https://github.com/search?type=code&q=x", "what a search found"),
        ("https://www.google.com/search?q=ecfmg", "what a search found"),
        ("https://www.nrmp.org/search/?page=2", "what a search found"),
        ("https://www.nrmp.org/page?utm_source=x", "follows readers"),
        ("https://www.nrmp.org/page#:~:text=fee", "other browsers"),
        ("https://10.0.0.1/page", "not a number"),
        ("https://www.nrmp.org:8443/page", "plain host name"),
        ("https://me@www.nrmp.org/page", "plain host name"),
        ("https://WWW.nrmp.org/page", "small letters"),
        ("https://localhost/page", "plain host name"),
        ("https://[broken/page", "no address"),
    ],
)
def test_staging_hosts_mirrors_and_searches_may_not(url, why):
    assert why in hosts.wrong(url)


def test_a_host_is_cited_with_www_or_without():
    urls = ["https://a.org/x", "https://www.a.org/y", "https://b.org/", "https://www.c.org/"]
    assert list(hosts.doubled(urls)) == [("a.org", "www.a.org")]


def test_the_check_of_the_guide_says_where_such_an_address_stands():
    text = samples.mini_text().replace(
        "https://www.example.org/ask", "https://staging.example.org/ask"
    )
    with pytest.raises(GuideError, match=r"guide.yml:\d+: open question .*staging or side host"):
        check(text, samples.TODAY)


def test_the_check_says_where_one_host_is_written_in_two_ways():
    text = samples.mini_text().replace("https://www.example.org/ask", "https://example.org/ask")
    with pytest.raises(GuideError, match=r"both example\.org and www\.example\.org are cited"):
        check(text, samples.TODAY)
