"""Finishing a built site: a strict policy on every page, and the open data offered."""

import base64
import hashlib

import pytest

from macros.finish import finish, with_offers
from macros.policy import hashes, with_policy

PAGE = (
    '<!doctype html><html><head><meta charset="utf-8"><title>A</title>{}</head><body></body></html>'
)


def sha(text):
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def test_the_policy_stands_right_after_the_encoding():
    html = with_policy(PAGE.format(""))
    assert '<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="' in html
    assert "default-src 'none'; script-src 'self';" in html
    assert "unsafe" not in html


def test_an_inline_script_is_allowed_by_its_hash_and_no_other():
    html = with_policy(PAGE.format("<script>one()</script><script async>\ntwo()</script>"))
    allowed = html.partition("script-src 'self'")[2].partition(";")[0]
    assert sorted(allowed.split()) == sorted([sha("one()"), sha("\ntwo()")])


@pytest.mark.parametrize(
    "script", ['<script src="a.js"></script>', '<script type="application/json">{}</script>']
)
def test_scripts_of_files_and_data_need_no_hash(script):
    assert hashes(script) == []


def test_a_script_twice_has_one_hash():
    assert hashes("<script>a()</script><script>a()</script>") == [sha("a()")]


def test_finishing_twice_changes_nothing_more():
    once = with_policy(PAGE.format("<script>one()</script>"))
    assert with_policy(once) == once
    offered = with_offers(once, "../")
    assert with_offers(offered, "../") == offered


def test_the_head_offers_the_open_data_from_where_the_page_lies():
    html = with_offers(PAGE.format(""), "../../")
    assert html.count("<link data-offered") == 5
    assert 'href="../../guide.json"' in html


class Unread:
    """Leaves pages as they are, where only the policy is looked at."""

    def page(self, html, _):
        return html


def test_every_page_below_the_site_is_finished(tmp_path):
    for name in ("index.html", "a/b/index.html", "404.html"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(PAGE.format(""), encoding="utf-8")
    (tmp_path / "data.json").write_text("{}", encoding="utf-8")
    assert finish(tmp_path, Unread()) == 3
    deep = (tmp_path / "a/b/index.html").read_text(encoding="utf-8")
    assert "Content-Security-Policy" in deep
    assert 'href="../../calendar.ics"' in deep
    assert "data-offered" not in (tmp_path / "404.html").read_text(encoding="utf-8")
    assert (tmp_path / "data.json").read_text(encoding="utf-8") == "{}"
