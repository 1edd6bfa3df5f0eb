"""From an answer to the updated page, at a slowed processor; and how the engine grows.

`python -m bench.answers` gives answers on the built checklist, one after the other as the page asks
for them. The processor is slowed as in `checklist_boot`. The growth is of the engine alone, under
this Python: the guide's questions, outcomes and steps two, five and ten times over.
"""

from __future__ import annotations

import json
import random
import time
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from bench.browser import opened
from bench.checklist_boot import slowed
from checklist_py.assess import Guide
from checklist_py.bridge import respond_to
from macros.load import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

TIMES = (1, 2, 5, 10)
SLOWDOWN = 4
ANSWERS = 60
TODAY = "2026-11-23"

# One answer, given to the question in sight; ends when the page shows what follows from it: the
# engine's next words (it says the number of open verdicts with each) and the frame after them.
ANSWER = """() => new Promise((done) => {
  const root = document.querySelector("#checklist");
  const inputs = [...root.querySelectorAll("[data-now] input[type=radio]")];
  const input = inputs.find((one) => !one.checked);
  if (!input) return done(null);
  const began = performance.now();
  const watcher = new MutationObserver(() => {
    watcher.disconnect();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
  });
  const states = { subtree: true, attributes: true, attributeFilter: ["data-state"] };
  watcher.observe(root, { ...states, childList: true, characterData: true });
  input.click();
  setTimeout(() => (watcher.disconnect(), done(-1)), 3000);
})"""

NEXT = """() => {
  const next = document.querySelector("#checklist [data-do=next]");
  if (next && !next.disabled) next.click();
}"""


def answer(page: Page, count: int) -> list[float]:
    """Give answers; milliseconds from each to the frame that shows its verdicts."""
    taken = []
    for _ in range(count):
        value = page.evaluate(ANSWER)
        if value is not None and value >= 0:
            taken.append(value)
        page.evaluate(NEXT)
        page.wait_for_timeout(20)
    return taken


def in_page() -> dict[str, float]:
    """Median and 95th percentile of an answer in the browser."""
    with opened("checklist/") as (page, _):
        page.wait_for_selector("#checklist[data-engine=ready]", timeout=120_000)
        page.wait_for_timeout(500)
        with slowed(SLOWDOWN):
            taken = answer(page, ANSWERS)
    return {"median": median(taken), "p95": quantiles(taken, n=20)[-1], "answers": len(taken)}


# --- Growth


def growth() -> dict[str, dict[str, float]]:
    """Milliseconds of the engine for an answer, by how many times the guide is there."""
    data = json.loads((ROOT / "checklist_py" / "guide.json").read_text(encoding="utf-8"))
    found = {}
    for times in TIMES:
        guide = Guide(multiplied(data, times))
        began = time.process_time()
        _ask(guide, {})
        first = time.process_time() - began
        taken = [one for seed in range(4) for one in _walk(guide, seed)]
        found[str(times)] = {
            "first": first * 1000,
            "median": median(taken) * 1000,
            "p95": quantiles(taken, n=20)[-1] * 1000,
        }
    return found


def _walk(guide: Guide, seed: int) -> list[float]:
    """Processor time of each answer of a person who answers what is asked."""
    chance = random.Random(seed)  # noqa: S311 # no secret
    answers: dict[str, Any] = {}
    taken = []
    response = _ask(guide, answers)
    for _ in range(30):
        name = response["next"]
        if name is None:
            break
        answers[name] = _any(guide.questions[name], chance)
        began = time.process_time()
        response = _ask(guide, answers)
        taken.append(time.process_time() - began)
    return taken


def _ask(guide: Guide, answers: dict[str, Any]) -> dict[str, Any]:
    day = 739_943  # 2026-11-23
    request = {"version": 1, "today": TODAY, "day": day, "do": "assess", "answers": answers}
    response = respond_to(request, guide)
    json.dumps(response)
    return response


def _any(question: dict[str, Any], chance: random.Random) -> Any:
    options = list(question.get("options", ()))
    kind = question["kind"]
    if kind in ("choice", "many"):
        one = chance.choice(options)
        return one if kind == "choice" else [one]
    return "2026-01-15" if kind == "date" else 240


def multiplied(data: dict[str, Any], times: int) -> dict[str, Any]:
    """The guide several times over, each copy with questions and rules of its own."""
    whole: dict[str, Any] = json.loads(json.dumps(data))
    for number in range(1, times):
        copy = _renamed(data, data, f"-{number}")
        for section in ("questions", "outcomes", "steps"):
            whole[section] |= copy[section]
        whole["order"] += copy["order"]
    return whole


def _renamed(node: Any, data: dict[str, Any], mark: str) -> Any:
    known = data["questions"].keys() | data["outcomes"].keys() | data["steps"].keys()
    known |= {name for one in data["outcomes"].values() for name in _criteria(one["rule"])}

    def walk(one: Any) -> Any:
        if isinstance(one, dict):
            return {
                (key + mark if key in known else key): value if key == "options" else walk(value)
                for key, value in one.items()
            }
        if isinstance(one, list):
            if one[:1] in (["is"], ["has"]):
                return [one[0], one[1] + mark, one[2]]
            return [walk(part) for part in one]
        return one + mark if isinstance(one, str) and one in known else one

    return walk(node)


def _criteria(group: dict[str, Any]) -> list[str]:
    if "met" in group:
        return [group["id"]]
    return [name for child in group["of"] for name in _criteria(child)]


def main() -> None:
    """Measure and print."""
    found = in_page()
    print(f"answer at {SLOWDOWN}x: median {found['median']:.1f} ms, p95 {found['p95']:.1f} ms")
    for times, one in growth().items():
        print(f"engine, {times:>2}x rules: first {one['first']:.1f}, median {one['median']:.2f} ms")


if __name__ == "__main__":
    main()
