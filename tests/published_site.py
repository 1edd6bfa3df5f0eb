"""Where and when the tests publish."""

from datetime import date

ADDRESS = "https://guide.example/"
DAY = date(2026, 11, 23)


def built(site):
    """A site as the builder leaves it: its start page names the address."""
    site.mkdir(exist_ok=True)
    head = f'<link rel="canonical" href="{ADDRESS}">'
    (site / "index.html").write_text(f"<html><head>{head}</head></html>", encoding="utf-8")
    return site
