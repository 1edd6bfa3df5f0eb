"""Makes a built site light and lasting: the last step after the build.

Light: one trimmed style sheet instead of several, scripts joined and shortened, all under names
that change with their contents, the theme's script loaded when a person first does something and
its search on first use, the checklist's script and the list of its files known to its page from the
first byte. Lasting: the service worker with the list of all files and
their hashes, the words about it on every page, and the page for what is not on the device.

What does not look as expected (another builder, another theme) is left as it is. Run again, it
changes nothing.
"""

from __future__ import annotations

import base64
import hashlib
import html as html_text
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from macros import parts
from macros.load import ROOT
from macros.policy import with_policy
from macros.styles import Vocabulary, joined

HERE = Path(__file__).resolve().parent
WORKER = ROOT / "docs" / "sw.js"
ESBUILD = ROOT / "node_modules" / ".bin" / "esbuild"
HEADERS = ROOT / "docs" / "_headers"
WORDS = HERE / "templates" / "offline.html"
RUNTIME = Path("assets", "runtime")
ENGINE = "assets/checklist"
LATER = (
    "assets/offline.mjs",
    *(f"{ENGINE}/{name}.mjs" for name in ("early", "checklist", "worker")),
)
"""Scripts that another one loads by itself; each is joined with all else that it imports."""

_SHEET = re.compile(r'<link rel="stylesheet" href="([^"]+\.css)">')
_THEME = re.compile(r'<script src="([^"]*/bundle\.[^"]*\.js)"></script>\s*')
_HASHED = re.compile(r"-[0-9a-f]{12}\.\w+$")
_VERBATIM = re.compile(r"(<(script|style|pre|textarea)\b.*?</\2>)", re.DOTALL)
_LOADED = re.compile(
    r'<(?:script|img|link rel="(?:stylesheet|icon|modulepreload)")'
    r'[^>]*?\s(?:src|href|data-theme)="([^"]+)"'
)
_REDIRECT = 'http-equiv="refresh"'
_WORDS_END = "<!-- /offline -->"

# Material creates the search's thread and asks for the index as soon as a page opens. It has a way
# to wait until the search is opened (for pages read from a disk): this takes that way always. It
# also asks for the site map of each language, and takes a link to a feed for one.
_EDITS = (
    ('location.protocol!=="file:"),', "!1),"),
    ("=new Worker(e))", "=new searchLater(e))"),
    ('"link[rel=alternate]"', '"link[rel=alternate][hreflang]"'),
)
_LATER = """class searchLater extends EventTarget{#u;#w;constructor(u){super();this.#u=u}\
postMessage(m){if(!this.#w){this.#w=new Worker(this.#u);\
this.#w.onmessage=e=>this.dispatchEvent(new MessageEvent("message",{data:e.data}))}\
this.#w.postMessage(m)}}
"""


class Site:
    """A built site on its way to its readers.

    Args:
        folder: where it was built.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: dict[str, str] = {}
        paths = sorted(folder.rglob("*.html"))
        texts = {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in paths}
        self.pages = {name: text for name, text in texts.items() if _REDIRECT not in text}

    def prepare(self) -> None:
        """Do everything, in the one order that works."""
        self.add_page_without_network()
        self.say_what_is_kept()
        self.join_scripts()
        self.wait_with_search()
        self.wait_with_theme()
        self.join_sheets()
        self.split_checklist()
        self.name_checklist_files()
        for name, text in self.pages.items():
            page = with_policy(_without_idle_space(self._renamed(text)))
            (self.folder / name).write_text(page, encoding="utf-8")

    # --- Names that change with the contents

    def join_scripts(self) -> None:
        """Join each script with what it imports, shorten it, and name it by its contents."""
        names = [name for name in (*LATER, "assets/guide.mjs") if (self.folder / name).exists()]
        for name, text in _shortest(self.folder, names).items():
            self.names[name] = self._copy(name, self._with_new_names(text))

    def _with_new_names(self, script: str) -> str:
        for name, renamed in self.names.items():
            script = script.replace(f'/{Path(name).name}"', f'/{Path(renamed).name}"')
        return script

    def _copy(self, name: str, text: str) -> str:
        path = Path(name)
        digest = hashlib.sha256(text.encode()).hexdigest()[:12]
        renamed = path.with_name(f"{path.stem}-{digest}{path.suffix}").as_posix()
        (self.folder / renamed).write_text(text, encoding="utf-8")
        return renamed

    def _renamed(self, html: str) -> str:
        for name, renamed in self.names.items():
            pattern = (
                rf'((?:href|src|data-theme)="(?:(?:\.\.?/)*|/(?:[\w.-]+/)*)){re.escape(name)}"'
            )
            html = re.sub(pattern, rf'\g<1>{renamed}"', html)
        return html

    # --- Less to load

    def wait_with_theme(self) -> None:
        """Leave the theme's script to `theme.mjs`, which loads it when a person does something."""
        for name, text in self.pages.items():
            found = _THEME.search(text)
            if found and "assets/guide.mjs" in self.names:
                note = f'<script id="__config" data-theme="{found[1]}"'
                later = text.replace('<script id="__config"', note, 1)
                self.pages[name] = _THEME.sub("", later, count=1)

    def wait_with_search(self) -> None:
        """Have the theme's script load the search, its index and the site map only when needed."""
        for path in self.folder.glob("assets/javascripts/bundle.*.min.js"):
            text = path.read_text(encoding="utf-8")
            if all(text.count(old) == 1 for old, _ in _EDITS):
                for old, new in _EDITS:
                    text = text.replace(old, new)
                text = re.sub(r"//# sourceMappingURL=.*", "", text)
                name = path.relative_to(self.folder).as_posix()
                self.names[name] = self._copy(name, _LATER + text)
            else:
                print(f"{path.name}: not as expected; search is loaded at once.", file=sys.stderr)  # noqa: T201

    def join_sheets(self) -> None:
        """One sheet with what the pages can use, in place of the pages' own lists of sheets."""
        vocabulary = Vocabulary()
        for text in self.pages.values():
            vocabulary.read(text)
        for script in [*self.folder.glob("assets/**/*.mjs"), *self.folder.glob("assets/**/*.js")]:
            if RUNTIME.name not in script.parts and "lunr" not in script.parts:
                vocabulary.hear(script.read_text(encoding="utf-8"))
        made: dict[tuple[str, ...], str] = {}
        for name, text in self.pages.items():
            sheets = tuple(self._place(name, href) for href in _SHEET.findall(text))
            if sheets and not any(_HASHED.search(sheet) for sheet in sheets):
                if sheets not in made:
                    made[sheets] = self._sheet(sheets, vocabulary)
                self.pages[name] = _with_sheet(text, self._up(name) + made[sheets])

    def _sheet(self, names: tuple[str, ...], vocabulary: Vocabulary) -> str:
        texts = [(self.folder / name).read_text(encoding="utf-8") for name in names]
        return self._copy("assets/guide.css", joined(texts, vocabulary))

    def _place(self, page: str, href: str) -> str:
        """The path of a file that a page names; 404.html names it from the host's root."""
        if href.startswith("/"):
            return href[href.index("/assets/") + 1 :]
        return (self.folder / page).parent.joinpath(href).resolve().relative_to(
            self.folder.resolve()
        ).as_posix()  # fmt: skip

    def _up(self, page: str) -> str:
        """The way from a page to the site's root, as the page itself writes it."""
        if page != "404.html":
            return "../" * page.count("/") or "./"
        found = re.search(r'="(/[^"]*?)assets/', self.pages[page])
        return found[1] if found else "/"

    def name_checklist_files(self) -> None:
        """Tell pages with a checklist which files it needs, so that none waits for another."""
        manifest = self.folder / RUNTIME / "manifest.json"
        script = f"{ENGINE}/checklist.mjs"
        if not manifest.exists() or script not in self.names:
            return
        files = json.loads(manifest.read_text(encoding="utf-8"))
        for name, text in self.pages.items():
            judged = 'class="checklist' in text and " data-whole" not in text
            if not judged or 'id="engine-files"' in text:
                continue
            up = self._up(name)
            told = {
                "worker": up + self.names[f"{ENGINE}/worker.mjs"],
                "manifest": f"{up}{RUNTIME.as_posix()}/manifest.json",
                "contents": files,
            }
            early, checklist = (f"{up}{self.names[one]}" for one in (f"{ENGINE}/early.mjs", script))
            links = "".join(
                f'<link rel="modulepreload" href="{one}">' for one in (early, checklist)
            )
            data = json.dumps(told, separators=(",", ":")).replace("<", "\\u003c")
            mark = " data-early" if 'id="checklist"' in text else ""
            note = f'<script type="application/json" id="engine-files"{mark}>{data}</script>'
            start = f'<script type="module" async src="{early}"></script>' if mark else ""
            head = links + note + start
            self.pages[name] = text.replace("</head>", f"{head}</head>", 1)

    def split_checklist(self) -> None:
        """Have the checklist's page bring what is seen first, and the rest in parts."""
        name = "checklist/index.html"
        text = self.pages.get(name, "")
        page, later = parts.split(text)
        if not later:
            return
        self.pages[f"{parts.WHOLE}/index.html"] = parts.whole(text)
        (self.folder / parts.WHOLE).mkdir(exist_ok=True)
        paths = [
            self._copy(f"{ENGINE}/part-{number}.txt", _without_idle_space(part))
            for number, part in enumerate(later)
        ]
        told = " ".join(f"{self._up(name)}{path}" for path in paths)
        self.pages[name] = page.replace('id="checklist"', f'id="checklist" data-parts="{told}"', 1)

    # --- Words on the pages

    def say_what_is_kept(self) -> None:
        """Put the words about reading without a network at the foot of every page."""
        words = WORDS.read_text(encoding="utf-8").strip() + _WORDS_END
        for name, text in self.pages.items():
            if _WORDS_END not in text:
                up = self._up(name)
                told = words.replace("{root}", up)
                before, found, after = text.rpartition("</footer>")
                self.pages[name] = f"{before}{told}{found}{after}" if found else text

    def add_page_without_network(self) -> None:
        """The page that is shown for one that is not on the device, made from 404.html."""
        if "404.html" not in self.pages or "offline/index.html" in self.pages:
            return
        up = self._up("404.html")
        lost = self.pages["404.html"] = _without_section(self.pages["404.html"])
        text = lost.replace(f'="{up}', '="../').replace(f'"{up}', '"../')
        text = re.sub(r'((?:href|src)=")(?=[a-z][\w-]*/)', r"\1../", text)
        title = "Not on this device"
        article = (
            f"<h1>{title}</h1><p>There is no network just now, and this page was not opened on this"
            " device before. Pages that you have read here can be read without a network, and so"
            ' can <a href="../checklist/">the checklist</a>, once it has run. Go back, or begin'
            ' <a href="../">at the start</a>.</p>'
        )
        text = re.sub(r"(<article[^>]*>).*?(</article>)", rf"\1{article}\2", text, flags=re.DOTALL)
        text = re.sub(r"<title>.*?</title>", f"<title>{title}</title>", text, flags=re.DOTALL)
        about = "What this guide shows where there is no network and the page is not kept here."
        text = re.sub(r'(<meta name="description" content=")[^"]*', rf"\g<1>{about}", text)
        text = text.replace("</head>", '<meta name="robots" content="noindex"></head>', 1)
        self.pages["offline/index.html"] = text
        (self.folder / "offline").mkdir(exist_ok=True)


def _shortest(folder: Path, names: list[str]) -> dict[str, str]:
    """Scripts, each with all that it imports at its start, as esbuild writes them."""
    with TemporaryDirectory() as scratch:
        command = [
            *(str(ESBUILD), "--bundle", "--minify", "--format=esm", "--log-level=warning"),
            *(f"--external:./{name.removeprefix('assets/')}" for name in LATER),
            "--external:./early.mjs",
            *(f"--outdir={scratch}", f"--outbase={folder}", "--out-extension:.js=.mjs"),
            *(str(folder / name) for name in names),
        ]
        subprocess.run(command, check=True)  # noqa: S603 # our own scripts
        return {name: (Path(scratch) / name).read_text(encoding="utf-8") for name in names}


def _with_sheet(html: str, href: str) -> str:
    first = True

    def link(_: re.Match[str]) -> str:
        nonlocal first
        now, first = first, False
        return f'<link rel="stylesheet" href="{href}">' if now else ""

    return _SHEET.sub(link, html)


def _without_idle_space(html: str) -> str:
    """The page with runs of white space as one, but where they show; one stays one."""
    parts = _VERBATIM.split(html)
    kept = [_shortened(part) for part in parts[::3]]
    verbatim = [*parts[1::3], ""]
    return "".join(part + other for part, other in zip(kept, verbatim, strict=True))


def _shortened(html: str) -> str:
    html = re.sub(r"<!--(?! /offline).*?-->", "", html, flags=re.DOTALL)
    return re.sub(r"\s+", lambda found: "\n" if "\n" in found.group() else " ", html)


# --- The list of files


def listed(site: Path) -> dict[str, Any]:
    """What the service worker knows of a site: files with their hashes, and two groups of them."""
    files = {}
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if path.is_file() and _is_kept(name, path):
            content = path.read_bytes()
            digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
            files[name.removesuffix("index.html")] = [digest, len(content)]
    pages = {name: (site / name / "index.html").read_text("utf-8") for name in ("", "checklist/")}
    shared = [*_needs(pages[""], files), "offline/"]
    manifest = site / RUNTIME / "manifest.json"
    checklist = ["checklist/", *_needs(pages["checklist/"], files)]
    if manifest.exists():
        entries = json.loads(manifest.read_text(encoding="utf-8"))["files"].values()
        checklist += [f"{RUNTIME.as_posix()}/{entry['name']}" for entry in entries]
    later = re.compile(rf"{ENGINE}/(worker|part-\d+)-[0-9a-f]{{12}}\.(mjs|txt)")
    checklist += [name for name in files if later.fullmatch(name)]
    digest = hashlib.sha256(json.dumps(files).encode()).hexdigest()
    return {
        "version": digest[:16],
        "files": files,
        "shared": [name for name in dict.fromkeys(shared) if name in files],
        "checklist": [name for name in dict.fromkeys(checklist) if name in files],
    }


def _without_section(page: str) -> str:
    """A page that stands in no section has nothing beside its text on a wide screen."""
    return page.replace('data-md-type="navigation" >', 'data-md-type="navigation" hidden>', 1)


_DATA = ("guide.json", "calendar.json", "changes.json", "404.html", "sw.js", "_headers")
_KINDS = {".html", ".css", ".js", ".mjs", ".svg", ".png", ".webp", ".wasm", ".txt", ".json"}


def _is_kept(name: str, path: Path) -> bool:
    inside = name.startswith(("assets/", "search/")) or path.suffix == ".html"
    idle = "/lunr/" in name or "/social/" in name or name == "assets/images/favicon.png"
    return inside and path.suffix in _KINDS and name not in _DATA and not idle


def _needs(html: str, files: dict[str, Any]) -> list[str]:
    """The files that a page loads: its sheet, scripts and pictures, and what scripts import."""
    found = _LOADED.findall(html)
    names = [re.sub(r"^(?:\.{1,2}/)+", "", html_text.unescape(one)) for one in found]
    started = [name for name in files if re.fullmatch(r"assets/offline-[0-9a-f]{12}\.mjs", name)]
    return [*names, *started]


def write_worker(site: Path) -> dict[str, Any]:
    """Write `sw.js` for the site as it lies there; gives the list in it."""
    known = listed(site)
    source = WORKER.read_text(encoding="utf-8")
    line = f"const SITE = {json.dumps(known, separators=(',', ':'))};\n"
    (site / "sw.js").write_text(line + source, encoding="utf-8")
    return known


def write_headers(site: Path) -> None:
    """Write `_headers`, for the hosts that read it: ours, and what may be kept for good."""
    lines = [HEADERS.read_text(encoding="utf-8").rstrip(), "/sw.js", "  Cache-Control: no-cache"]
    for path in sorted((site / "assets").rglob("*")):
        if _HASHED.search(path.name):
            lines += [
                f"/{path.relative_to(site).as_posix()}",
                "  Cache-Control: public, max-age=31536000, immutable",
            ]
    (site / "_headers").write_text("\n".join(lines) + "\n", encoding="utf-8")


def prepare(folder: Path, say: Callable[[str], None] = print) -> None:
    """Make a built site light and lasting; says what was done."""
    site = Site(folder)
    site.prepare()
    known = write_worker(folder)
    write_headers(folder)
    say(f"Kept for reading without a network: {len(known['files'])} files, {known['version']}.")


if __name__ == "__main__":
    prepare(Path(sys.argv[1]))
