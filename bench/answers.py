"""From an answer to the updated page, at a slowed processor; and how the engine grows.

`python -m bench.answers` gives answers on the built checklist, one after the other as the page asks
for them. The processor is slowed as in `checklist_boot`: it stops for 24 ms at a time, and an
answer that a stop falls into takes that much longer. So beside it stands the processor time,
thread by thread and not slowed, of an answer with the turn to the next question: it tells where the
time goes, and other work on the machine changes it less. The growth is of the engine alone, under
this Python: the guide's questions, outcomes and steps two, five and ten times over.
"""

from __future__ import annotations

import contextlib
import gc
import json
import random
import time
from collections import Counter
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from bench.browser import opened
from bench.checklist_boot import browsers, slowed
from checklist_py.assess import Guide
from checklist_py.bridge import respond_to
from macros.load import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

TIMES = (1, 2, 5, 10)
SLOWDOWN = 4
ANSWERS = 100
READING = 1000  # milliseconds with a question; hardly anybody answers sooner
WALKS = 8
TODAY = "2026-11-23"

# One answer to the question in its place: another than the one it has. It ends with the frame after
# the page says that it shows what the engine found ("judged").
ANSWER = """(seed) => new Promise((done) => {
  const root = document.querySelector("#checklist");
  const question = root.querySelector("[data-now] [data-question]");
  const inputs = [...question.querySelectorAll("input")];
  const typed = inputs.find((one) => one.type === "text");
  const other = (one) => one.type !== "text" && !one.checked && one.value !== "unsure";
  const options = inputs.filter(other);
  const began = performance.now();
  const over = () => done(performance.now() - began);
  const shown = () => requestAnimationFrame(() => setTimeout(over));
  root.addEventListener("judged", shown, { once: true });
  if (typed) {
    const dates = ["2014-06", "2020-05", "2024-03", "2025-11", "2026-09"];
    const date = question.dataset.kind === "date";
    typed.value = date ? dates[seed % dates.length] : String(seed % 300);
    typed.dispatchEvent(new Event("input", { bubbles: true }));
  } else {
    options[seed % options.length].click();
  }
})"""

# On to the next question; where nothing more is asked, to one of those answered.
NEXT = """(seed) => {
  const root = document.querySelector("#checklist");
  const next = root.querySelector("[data-do=next]");
  const seen = (one) => one.checkVisibility();
  if (next && seen(next)) return next.click();
  const turns = [...root.querySelectorAll("[data-mine] [data-do=turn]")].filter(seen);
  if (turns.length) turns[seed % turns.length].click();
}"""


def answer(page: Page, count: int, seed: int = 0, reading: int = READING) -> list[float]:
    """Give answers; milliseconds from each to the frame that shows its verdicts."""
    chance = random.Random(seed)  # noqa: S311 # no secret
    taken = []
    for _ in range(count):
        taken.append(page.evaluate(ANSWER, chance.randrange(1000)))
        page.evaluate(NEXT, chance.randrange(1000))
        page.wait_for_timeout(reading)
    return taken


def in_page() -> dict[str, float]:
    """Median and 95th percentile of an answer in the browser."""
    with opened("checklist/") as (page, _):
        page.wait_for_selector("#checklist[data-engine=ready]", timeout=120_000)
        page.wait_for_timeout(500)
        with slowed(SLOWDOWN):
            taken = answer(page, ANSWERS)
        slow = {"median": median(taken), "p95": quantiles(taken, n=20)[-1]}
        before = _spent()
        count = len(answer(page, ANSWERS, seed=1))
        spent = {name: one / count for name, one in (_spent() - before).items()}
    return {**slow, "answers": len(taken), **{f"cpu, {name}": one for name, one in spent.items()}}


THREADS = {"chromium": "page", "DedicatedWorker": "Python", "Compositor": "compositor"}
"""Threads of a tab by the system's names, which has 15 letters; the first bears the browser's."""


def _spent() -> Counter[str]:
    """Milliseconds of processor time that the threads have taken so far."""
    spent: Counter[str] = Counter()
    tabs = [
        one for one in browsers() if b"--type=renderer" in Path(f"/proc/{one}/cmdline").read_bytes()
    ]
    for process in tabs:
        for task in Path(f"/proc/{process}/task").glob("*"):
            with contextlib.suppress(OSError):
                name = (task / "comm").read_text(encoding="utf-8").strip()
                known = [one for start, one in THREADS.items() if name and start.startswith(name)]
                first = (task / "schedstat").read_text(encoding="utf-8").split()[0]
                spent.update({one: int(first) / 1e6 for one in known})
    return spent


# --- Growth


def growth() -> dict[str, dict[str, float]]:
    """Milliseconds of the engine for an answer, by how many times the guide is there.

    An answer is given to all copies of its question at once, as one that touches so many rules;
    `one` tells of an answer to one question of so large a guide. As in the page, a response is what
    differs from the one shown, nobody looks for garbage meanwhile, and the processor's caches have
    held other things since the last answer.
    """
    gc.disable()
    data = json.loads((ROOT / "checklist_py" / "guide.json").read_text(encoding="utf-8"))
    walks = [_walk(Guide(json.loads(json.dumps(data))), seed) for seed in range(WALKS)]
    found = {}
    for times in TIMES:
        guide = Guide(multiplied(data, times))
        first = _timed(guide, {}, None)
        taken, single = (
            [ms for walk in walks for ms in _again(guide, walk, copies)] for copies in (times, 1)
        )
        found[str(times)] = {
            "first": first,
            "median": median(taken),
            "p95": quantiles(taken, n=20)[-1],
            "one, median": median(single),
            "one, p95": quantiles(single, n=20)[-1],
        }
    return found


def _walk(guide: Guide, seed: int) -> list[tuple[str, Any]]:
    """The answers, one after the other, of a person who answers what is asked."""
    chance = random.Random(seed)  # noqa: S311 # no secret
    answers: dict[str, Any] = {}
    while (name := _ask(guide, answers)["next"]) is not None:
        answers[name] = _any(guide.questions[name], chance)
    return list(answers.items())


def _again(guide: Guide, walk: list[tuple[str, Any]], copies: int) -> list[float]:
    """The milliseconds of each answer, given to the first copies of its question."""
    answers: dict[str, Any] = {}
    taken = []
    _ask(guide, answers)
    for name, value in walk:
        names = [name, *(f"{name}-{number}" for number in range(1, copies))]
        shown, answers = answers, answers | dict.fromkeys(names, value)
        taken.append(_timed(guide, answers, shown))
    return taken


ELSEWHERE = bytearray(64 << 20)  # larger than any cache of a processor


def _timed(guide: Guide, answers: dict[str, Any], shown: dict[str, Any] | None) -> float:
    ELSEWHERE[:] = bytes(len(ELSEWHERE))
    began = time.process_time()
    _ask(guide, answers, shown)
    return (time.process_time() - began) * 1000


def _ask(
    guide: Guide, answers: dict[str, Any], shown: dict[str, Any] | None = None
) -> dict[str, Any]:
    day = 739_943  # 2026-11-23
    request = {"version": 1, "today": TODAY, "day": day, "do": "assess", "answers": answers}
    if shown is not None:
        request["shown"] = {"version": 1, "today": TODAY, "answers": shown}
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
    print({name: round(one, 2) for name, one in found.items() if name.startswith("cpu")})
    for times, one in growth().items():
        row = ", ".join(f"{name} {ms:.2f}" for name, ms in one.items())
        print(f"engine, {times:>2}x rules, ms: {row}")


if __name__ == "__main__":
    main()
