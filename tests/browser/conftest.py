import json

import pytest
from people import COMMON, TODAY

from macros.guide import current

SLOW = 40_000
"""Milliseconds that the browser's Python may take to arrive on a busy machine."""


class Visit:
    """One tab on a page of the site. Says at the end whether anything went wrong unseen."""

    def __init__(self, context, host, path, *, missing=False):
        self.context, self.host, self.path, self.missing = context, host, path, missing
        self.wrong = []
        self.foreign = []
        self.tab = self.opened()

    def opened(self):
        tab = self.context.new_page()
        tab.clock.set_fixed_time(f"{TODAY}T12:00:00")
        tab.on("pageerror", lambda error: self.wrong.append(str(error)))
        tab.on("console", self._heard)
        tab.on("request", self._asked)
        tab.goto(self.host.url + self.path)
        return tab

    def _heard(self, message):
        if self.missing and "Failed to load resource" in message.text:
            return
        if message.type == "error" or "Content Security Policy" in message.text:
            self.wrong.append(message.text)

    def _asked(self, request):
        if not request.url.startswith((self.host.url, "blob:", "data:")):
            self.foreign.append(request.url)

    # --- looking

    def one(self, selector):
        return self.tab.locator(selector)

    def engine(self, state="ready", tab=None):
        """Wait until Python is so; where it is ready, until it has judged for the first time."""
        judged = "[data-judged]" if state == "ready" else ""
        said = f":is(#checklist{judged}, .small)[data-engine={state}]"
        (tab or self.tab).locator(said).wait_for(timeout=SLOW)
        return self

    def state(self, kind, name):
        return self.one(f"#checklist [data-{kind}={name}]").first.get_attribute("data-state")

    def states(self, kind):
        script = """kind => Object.fromEntries(
            [...document.querySelectorAll(`#checklist [data-${kind}]`)]
            .map(node => [node.getAttribute(`data-${kind}`), node.dataset.state]))"""
        return self.tab.evaluate(script, kind)

    def asked(self):
        """The question that is in sight."""
        return self.tab.evaluate("document.querySelector('.now [data-question]').dataset.question")

    def said(self):
        return self.one("[data-status-line]").inner_text()

    def saved(self):
        return json.loads(self.tab.evaluate("localStorage.getItem('img-field-guide')") or "null")

    def answers(self):
        return (self.saved() or {}).get("answers", {})

    def until(self, expression):
        """Wait until it is true. Playwright's own way evaluates text, which the policy forbids."""
        for _ in range(600):
            if self.tab.evaluate(f"() => Boolean({expression})"):
                return
            self.tab.wait_for_timeout(25)
        pytest.fail(f"never: {expression}")

    # --- doing

    def go(self, view):
        """To another view of the checklist, by its link."""
        self.one(f".views a[href='#{view}']").click()
        self.one(f"#checklist[data-view={view}]").wait_for()
        return self

    def step(self):
        """The first step of the plan, one that may apply or one that does."""
        self.go("plan")
        more = self.one("[data-do=all-steps][aria-expanded=false]")
        if more.is_visible():
            more.click()
        step = self.one("#checklist .step:visible").first
        if step.locator(".fold").get_attribute("aria-expanded") == "false":
            step.locator(".fold").click()
        return step

    def change(self, name, value):
        """Choose an option of a question that may stand among all the others."""
        if self.one(".views").count():
            self.go("questions")
        option = self.one(f".checklist [data-question={name}] [value={value}]")
        if not option.is_visible():
            self.one(".whole > summary").click()
        option.check()

    def judged(self, name):
        self.one(f"[data-question={name}]:is([data-state=answered], [data-state=unsure])").wait_for(
            state="attached"
        )

    def answer(self, name, value):
        """Answer a question where it stands, by mouse and keys, and wait for the verdict."""
        question = self.one(f".checklist [data-question={name}]")
        if self.one(".views").is_visible():
            self.go("questions")
        if not question.is_visible():
            self.one(".whole > summary").click()
        for one in [value] if isinstance(value, str) else value:
            option = question.locator(f'input[value="{one}"]:not([type=text])')
            if option.count():
                option.check()
            else:
                question.locator("input[type=text]").fill(one)
        self.judged(name)

    def turn(self):
        """On to the next question; False where there is none."""
        if self.one("[data-do=next]").is_hidden():
            return False
        self.one("[data-do=next]").click()
        return True

    def go_through(self, person):
        """Answer whatever is asked; gives the questions that were."""
        asked = []
        while True:
            name = self.asked()
            asked.append(name)
            answer = {**COMMON, **person}.get(name, "unsure")
            if answer == "unsure" and not self.one(f".now [name={name}][value=unsure]").count():
                pytest.fail(f"{name} is asked, and has no answer here")
            self.answer(name, answer)
            if not self.turn():
                return asked

    def export(self, kind):
        self.go("keep")
        with self.tab.expect_download() as download:
            self.one(f"[data-do=export][data-as={kind}]").click()
        return download.value.path().read_text(encoding="utf-8")

    def import_text(self, text, name="saved.json"):
        content = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
        file = {"name": name, "mimeType": "application/json", "buffer": content}
        self.one("[data-import]").set_input_files([file])


@pytest.fixture
def visit(chromium, served):
    """Opens a page as a new visitor: `visit("checklist/", viewport=..., script="...")`.

    `without` keeps a file from coming; `missing` says that the browser may complain of it.
    """
    visits = []

    def visit(
        path="checklist/", *, host=served, script=None, without=None, missing=False, **options
    ):
        context = chromium.new_context(service_workers="block", **options)
        if without:
            context.route(f"**/{without}*", lambda route: route.abort())
        if script:
            context.add_init_script(script)
        context.set_default_timeout(15_000)
        visits.append(Visit(context, host, path, missing=missing))
        return visits[-1]

    yield visit
    for one in visits:
        one.context.close()
        assert not one.foreign
        assert not one.wrong


@pytest.fixture(scope="session")
def guide():
    return current()


@pytest.fixture
def checklist(visit):
    """The checklist, ready, as a new visitor finds it."""
    return visit().engine()
