"""The command line: `python -m checklist_py assess FILE|- …` and `python -m checklist_py ask`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from checklist_py import bridge
from checklist_py.answers import UNSURE

WORDS = Path(__file__).with_name("words.json")
_STATES = {"yes": "Yes", "no": "No", "unknown": "Not known yet", "na": "Does not apply"}
_MET = {"yes": "met", "no": "not met", "unknown": "open", "na": "does not apply"}


class Unreadable(Exception):
    """The file cannot be read as answers; the text says where, what and what to do."""


def read_answers(text: str, name: str) -> dict[str, Any]:
    """The answers in a JSON object or in plain YAML lines `question: answer`."""
    if text.lstrip().startswith("{"):
        try:
            answers = json.loads(text)
        except (ValueError, RecursionError) as error:
            message = f"{name}: this is not valid JSON ({error})."
            raise Unreadable(message) from None
        inner = answers.get("answers", answers)  # a file exported from the page has them inside
        return inner if isinstance(inner, dict) else {}
    return dict(_line(line, f"{name}:{number}") for number, line in _lines(text))


def _lines(text: str) -> list[tuple[int, str]]:
    rows = (
        (number, line.split(" #")[0].rstrip()) for number, line in enumerate(text.split("\n"), 1)
    )
    return [(n, line) for n, line in rows if line.strip() not in ("", "---") and line[0] != "#"]


def _line(line: str, where: str) -> tuple[str, Any]:
    key, colon, value = line.partition(":")
    if not colon or not value.strip() or key != key.strip():
        message = (
            f"{where}: “{line.strip()}” is not understood. Write one answer a line, as "
            "“question: answer” or “question: [option, option]”."
        )
        raise Unreadable(message)
    value = value.strip()
    if value.startswith("[") and value.endswith("]"):
        return key, [_plain(item) for item in value[1:-1].split(",") if item.strip()]
    return key, _plain(value)


def _plain(value: str) -> str:
    return value.strip().strip("\"'")


def main(arguments: list[str] | None = None) -> int:
    """Run a command; 0 when all was understood, 1 when some answer was not, 2 on bad usage."""
    options = _parser().parse_args(arguments)
    today = options.today or datetime.now(tz=UTC).date().isoformat()
    missing = [path.name for path in (Path(bridge.DATA), WORDS) if not path.exists()]
    if missing:
        print("The compiled guide is missing. Run `make build` first.", file=sys.stderr)
        return 2
    try:
        code = int(options.run(options, today))
        sys.stdout.flush()  # now, so that it is noticed here if nobody reads any more
    except Unreadable as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:  # whoever reads this has seen enough, as `head` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m checklist_py", description=__doc__)
    commands = parser.add_subparsers(required=True)
    assess = commands.add_parser(
        "assess", help="print the verdicts for one or more files of answers"
    )
    assess.add_argument(
        "files", nargs="+", metavar="FILE", help="YAML or JSON; - for standard input"
    )
    assess.add_argument(
        "--json", action="store_true", help="print the bridge's JSON, a line a file"
    )
    assess.set_defaults(run=_assess)
    ask = commands.add_parser("ask", help="hold the interview here")
    ask.set_defaults(run=_ask)
    for one in (assess, ask):
        one.add_argument("--today", metavar="YYYY-MM-DD", help="the day taken as today")
    return parser


def _assess(options: argparse.Namespace, today: str) -> int:
    worst = 0
    for name in options.files:
        response = _respond(read_answers(_text(name), name), today)
        if options.json:
            print(json.dumps(response, ensure_ascii=False, sort_keys=True))
        else:
            print(*_report(response), sep="\n")
        for error in response["errors"]:
            print(f"{name}: {error['where']}: {error['what']}.", file=sys.stderr)
        worst = max(worst, 1 if response["errors"] else 0)
    return worst


def _text(name: str) -> str:
    if name == "-":
        return sys.stdin.read()
    try:
        return Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{name}: it cannot be read ({error})."
        raise Unreadable(message) from None


def _respond(answers: dict[str, Any], today: str) -> dict[str, Any]:
    request = {"version": bridge.VERSION, "today": today, "answers": answers}
    response: dict[str, Any] = json.loads(bridge.respond(json.dumps(request)))
    if "outcomes" not in response:
        raise Unreadable("; ".join(error["what"] for error in response["errors"]))
    return response


def _words() -> dict[str, Any]:
    words: dict[str, Any] = json.loads(WORDS.read_text(encoding="utf-8"))
    return words


def _report(response: dict[str, Any]) -> list[str]:
    """The verdicts as text: criteria beneath each, with their sources."""
    words, lines = _words(), []
    for name, verdict in response["outcomes"].items():
        if verdict["state"] == "na":
            continue
        outcome = words["outcomes"][name]
        lines += ["", f"{outcome['title']} {_STATES[verdict['state']]}{_surety(verdict)}"]
        lines.append(f"  {outcome[verdict['state']]}")
        for criterion in outcome["criteria"]:
            lines += _criterion(words, criterion, response["criteria"][criterion])
    if response["next"]:
        lines += ["", f"Next question: {words['questions'][response['next']]['ask']}"]
    return lines


def _surety(verdict: dict[str, Any]) -> str:
    """How sure the verdict is, in brackets; nothing where there is none."""
    words = [verdict["grade"]] if "grade" in verdict else []
    words += ["past its review date: confirm it first"] if "overdue" in verdict else []
    return f" ({', '.join(words)})" if words else ""


def _criterion(words: dict[str, Any], name: str, state: str) -> list[str]:
    criterion = words["criteria"][name]
    lines = [f"  - {_MET[state]}: {criterion['text']}"]
    if state == "no":
        lines.append(f"    {criterion['say']}")
    sources = (words["sources"][one] for one in criterion["sources"])
    return lines + [f"    {one['title']}, {one['publisher']}: {one['url']}" for one in sources]


def _ask(_: argparse.Namespace, today: str) -> int:
    """Ask question after question until none can change a verdict, then print the report."""
    words = _words()
    answers: dict[str, Any] = {}
    response = _respond(answers, today)
    while response["next"]:
        name = response["next"]
        answer = _asked(words["questions"][name], response["matter"])
        if answer is None:
            break
        tried = _respond({**answers, name: answer}, today)
        wrong = [error["what"] for error in tried["errors"] if error["where"] == name]
        if wrong:
            print(f"  {wrong[0]}.")
            continue
        answers[name], response = answer, tried
    print(*_report(response), sep="\n")
    return 0


def _asked(question: dict[str, Any], matter: int) -> Any:
    """The answer typed to a question; None where the person wants to stop."""
    print(f"\n{question['ask']}   [{matter} left; ? = I don't know; Enter = stop]")
    options = list(question.get("options", {}))
    for number, option in enumerate(options, 1):
        print(f"  {number}. {question['options'][option]}")
    try:
        typed = input("> ").strip()
    except EOFError:
        return None
    if typed in ("", "?"):
        return UNSURE if typed else None
    if not options:
        return typed
    chosen = [_option(one.strip(), options) for one in typed.split(",")]
    return chosen if question["kind"] == "many" else chosen[0]


def _option(typed: str, options: list[str]) -> str:
    """The option of a typed number or id."""
    number = int(typed) if typed.isascii() and typed.isdigit() else 0
    return options[number - 1] if 1 <= number <= len(options) else typed


if __name__ == "__main__":
    sys.exit(main())
