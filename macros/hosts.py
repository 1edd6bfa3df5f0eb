"""Tells which addresses may not stand as a source: staging and side hosts, mirrors, searches."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from ipaddress import ip_address
from urllib.parse import parse_qs, urlsplit

NEVER = {
    "web.archive.org": "cite the page itself and set “archived: true”",
    "archive.org": "cite the page itself and set “archived: true”",
    "archive.ph": "cite the page itself and set “archived: true”",
    "webcache.googleusercontent.com": "cite the page itself and set “archived: true”",
    "translate.google.com": "cite the page itself",
    "translate.goog": "cite the page itself",
    "r.jina.ai": "cite the page itself",
    "xapi.ecfmg.org": "this is a side host; cite the same path on www.ecfmg.org",
    "w.ecfmg.org": "this is a side host; cite the same path on www.ecfmg.org",
    "ecfmg.org": "this only leads on; cite www.ecfmg.org",
    "nrmp.org": "this only leads on; cite www.nrmp.org",
    "usmle.org": "this only leads on; cite www.usmle.org",
    "carms.ca": "this only leads on; cite www.carms.ca",
    "www.mcc.ca": "this only leads on; cite mcc.ca",
}
"""Hosts that may not be cited, each with what to do; their subdomains neither, where a mirror."""

_MIRRORS = ("translate.goog", "archive.org", "googleusercontent.com")
_PLATFORMS = re.compile(
    r"\.(?:azurewebsites|episerver|vercel|netlify|herokuapp|pantheonsite|wpengine|wpenginepowered"
    r"|cloudfront|github|gitlab|web|pages|amazonaws)\.(?:net|app|com|io|dev)$"
)
_STAGING = re.compile(
    r"^(?:www\.)?(?:staging|stage|stg|dev|test|qa|uat|beta|preview|preprod|sandbox|demo|old|xapi"
    r"|tsemswp|imed|gp)\d*[.-]"
)
_SEARCH = re.compile(r"/(?:search|suche|find|recherche)(?:/|\.\w+|$)")
_SEARCH_KEYS = {"q", "s", "query", "search", "keyword", "keywords"}
_TRACKING = re.compile(r"^(?:utm_\w+|fbclid|gclid|mc_cid|mc_eid|ref_src)$")


def wrong(url: str) -> str | None:
    """Why an address may not be cited, with what to do; None where it may."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        plain = parts.netloc == host
    except ValueError:
        return "it is no address"
    return (
        (None if plain and "." in host else "give a plain host name in small letters")
        or _wrong_host(host)
        or _wrong_path(parts.path, parts.query, parts.fragment)
    )


def _wrong_host(host: str) -> str | None:
    if host in NEVER:
        return NEVER[host]
    if host.endswith(tuple(f".{one}" for one in _MIRRORS)):
        return "this is a mirror; cite the page itself"
    if _STAGING.match(host) or _PLATFORMS.search(host):
        return "this is a staging or side host; cite the same page on the body's own host"
    return "give a host name, not a number" if _is_number(host) else None


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _wrong_path(path: str, query: str, fragment: str) -> str | None:
    keys = set(parse_qs(query, keep_blank_values=True))
    if keys & _SEARCH_KEYS or (_SEARCH.search(path) and query):
        return "this lists what a search found; cite the page that was found"
    if any(_TRACKING.match(key) for key in keys):
        return "take out what follows readers about (utm_…)"
    if ":~:" in fragment:
        return "take out the part from #:~: on; other browsers do not know it"
    return None


def doubled(urls: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Hosts that are cited both with and without `www.`: only one of them is the body's own."""
    hosts = {urlsplit(url).hostname or "" for url in urls}
    yield from sorted((host, f"www.{host}") for host in hosts if f"www.{host}" in hosts)
