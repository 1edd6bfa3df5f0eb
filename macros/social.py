"""A preview image for each page of a built site, as chats and social sites show it."""

from __future__ import annotations

import hashlib
import re
import shutil
from dataclasses import dataclass
from html import escape, unescape
from importlib.resources import files
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from macros.load import ROOT

WIDTH, HEIGHT = 1200, 630
KEPT = ROOT / ".runtime_cache" / "social"
"""Images of earlier builds; a page whose words are the same gets the same image again."""

_PAPER, _INK, _SOFT, _TOUCH = "#fbfaf6", "#1b2a30", "#3f4e54", "#0a4f5c"
_EDGE = 90
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_DESCRIPTION = re.compile(r'<meta name="description" content="([^"]*)"')
_CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)"')
_PREVIEW = re.compile(r"<meta data-preview [^>]*>")


@dataclass(frozen=True)
class Preview:
    """What stands on a page's image."""

    title: str
    description: str

    @property
    def key(self) -> str:
        """A short name that changes with the words or with the way they are drawn."""
        code = Path(__file__).read_bytes()
        return hashlib.sha256(repr(self).encode() + code).hexdigest()[:16]


def previewed(html: str, name: str, site: Path) -> str:
    """The page with its image made, and with the tags that lead to it."""
    canonical = _CANONICAL.search(html)
    title, about = _TITLE.search(html), _DESCRIPTION.search(html)
    if not canonical or not title or not about:
        return html
    words, _, site_name = unescape(title[1]).strip().rpartition(" - ")
    preview = Preview(words or site_name, unescape(about[1]))
    path = f"assets/social/{name}.png"
    _put(preview, site / path)
    root = canonical[1].removesuffix(_below(name))
    tags = _tags(preview, site_name, canonical[1], root + path)
    return _PREVIEW.sub("", html).replace("</head>", f"{tags}</head>", 1)


def _below(name: str) -> str:
    return "" if name == "index" else f"{name.replace('--', '/')}/"


def page_name(page: Path, site: Path) -> str:
    """The name of a page's image: its path with double dashes for slashes."""
    parts = page.relative_to(site).parts[:-1]
    return "--".join(parts) or "index"


def _tags(preview: Preview, site_name: str, url: str, image: str) -> str:
    said = {
        "og:type": "article",
        "og:site_name": site_name,
        "og:title": preview.title,
        "og:description": preview.description,
        "og:url": url,
        "og:image": image,
        "og:image:width": str(WIDTH),
        "og:image:height": str(HEIGHT),
        "og:image:alt": f"{site_name}: {preview.title}",
    }
    tags = [
        f'<meta data-preview property="{key}" content="{escape(text)}">'
        for key, text in said.items()
    ]
    return "".join(tags) + '<meta data-preview name="twitter:card" content="summary_large_image">'


def _put(preview: Preview, path: Path) -> None:
    kept = KEPT / f"{preview.key}.png"
    if not kept.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        part = kept.with_suffix(".part")
        _drawn(preview).save(part, "PNG", optimize=True)
        part.replace(kept)
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(kept, path)


def _drawn(preview: Preview) -> Image.Image:
    image = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 24, HEIGHT), fill=_TOUCH)
    _mark(draw, _EDGE, 70)
    draw.text((_EDGE + 88, 102), "IMG Field Guide", _INK, _font("serif", 40), anchor="lm")
    size = 76 if len(preview.title) < 45 else 60  # noqa: PLR2004 - what fits in three lines
    y = _paragraph(draw, preview.title, _font("serif", size), (190, round(size * 1.18)), _INK, 3)
    _paragraph(draw, preview.description, _font("sans", 34), (y + 22, 46), _SOFT, 3)
    foot = "Free. Unofficial. Checked against the sources."
    draw.text((_EDGE, HEIGHT - 60), foot, _TOUCH, _font("sans", 30), anchor="ls")
    return image.quantize(32)


def _paragraph(  # noqa: PLR0913, PLR0917 - a drawing takes what it takes
    draw: ImageDraw.ImageDraw,
    text: str,
    font: ImageFont.FreeTypeFont,
    place: tuple[int, int],
    colour: str,
    most: int,
) -> int:
    """Draw a text in lines from a height on; gives the height below it."""
    y, step = place
    lines = balanced(text, font, WIDTH - 2 * _EDGE)
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1].rstrip(" ,.;:") + " …"]
    for line in lines:
        draw.text((_EDGE, y), line, colour, font)
        y += step
    return y


def balanced(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """The text in as few lines as fit the width, about as long as each other: no word alone."""
    lines = _lines(text, font, width)
    for narrower in range(width, 0, -10):
        tried = _lines(text, font, narrower)
        if len(tried) > len(lines):
            break
        lines = tried
    return lines


def _lines(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _mark(draw: ImageDraw.ImageDraw, x: int, y: int) -> None:
    """The guide's mark: an open book with a tick."""
    draw.rounded_rectangle((x, y, x + 64, y + 64), 12, fill=_TOUCH)
    pages = [(14, 17), (24, 15), (32, 18), (40, 15), (50, 17), (50, 47), (40, 45), (32, 48)]
    draw.polygon([(x + a, y + b) for a, b in [*pages, (24, 45), (14, 47)]], fill=_PAPER)
    tick = [(x + 22, y + 32), (x + 29, y + 39), (x + 42, y + 25)]
    draw.line(tick, fill=_TOUCH, width=5, joint="curve")


def _font(kind: str, size: int) -> ImageFont.FreeTypeFont:
    package, file = {
        "serif": ("font_source_serif_pro", "SourceSerifPro-Bold.ttf"),
        "sans": ("font_source_sans_pro", "SourceSansPro-Regular.ttf"),
    }[kind]
    return ImageFont.truetype(str(files(package) / "files" / file), size)
