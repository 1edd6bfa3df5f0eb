"""Reads `guide.yml` and remembers on which line everything stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from macros.slips import slip

Path_ = tuple[str | int, ...]

ROOT = Path(__file__).resolve().parent.parent
GUIDE = ROOT / "guide.yml"
SCHEMA = ROOT / "guide.schema.json"


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake in the data file: where it stands, what is wrong and what to do."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"guide.yml:{self.line}: {self.message}"


class GuideError(Exception):
    """The data file holds mistakes; its text lists all of them, one a line."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass
class Document:
    """The data of a YAML file together with the line of every key and item."""

    data: Any
    lines: dict[Path_, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, path: Path_) -> int:
        """The line of the entry at `path`, or of the nearest one that contains it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class _Loader(yaml.CSafeLoader):
    """Plain YAML: dates, `yes`, `010` and `12:30` stay the text that the contributor typed."""


_TAG = "tag:yaml.org,2002:"
_PLAIN = {
    "bool": (r"^(?:true|false)$", "tf"),
    "int": (r"^-?(?:0|[1-9][0-9]*)$", "-0123456789"),
    "float": (r"^-?(?:0|[1-9][0-9]*)\.[0-9]+$", "-0123456789"),
    "null": (r"^(?:~|null|)$", ["~", "n", ""]),
}
_Loader.yaml_implicit_resolvers = {}
for _name, (_form, _firsts) in _PLAIN.items():
    _Loader.add_implicit_resolver(_TAG + _name, re.compile(_form), list(_firsts))


def text_of(path: Path) -> str:
    """What stands in a data file, or a `GuideError` where it is no text."""
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        problem = Problem(line, "it is not written in UTF-8 here. Save the file as UTF-8.")
        raise GuideError([problem]) from None


def read(text: str) -> Document:
    """Parse YAML text; syntax errors and repeated keys become problems, never exceptions."""
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
    except yaml.YAMLError as error:
        return Document({}, problems=[_syntax_problem(error, text)])
    if node is None:
        return Document({})
    document = Document(None)
    document.data = loader.construct_document(_Walk(loader, document).mended(node, ()))
    return document


def _syntax_problem(error: yaml.YAMLError, text: str) -> Problem:
    mark, place = getattr(error, "problem_mark", None), getattr(error, "position", 0)
    line = mark.line + 1 if mark else text.count("\n", 0, place) + 1
    found = slip(text, line) if mark else None
    if found:
        return Problem(*found)
    what = getattr(error, "problem", None) or str(error).split("\n", maxsplit=1)[0]
    return Problem(
        line,
        f"this is not valid YAML: {what}. Check the indentation, the quotes and the colons "
        "on this line and the one above.",
    )


class _Walk:
    """Notes the line of everything; what is no plain YAML is a problem, and empty text instead."""

    def __init__(self, loader: _Loader, document: Document) -> None:
        self.loader = loader
        self.document = document
        self.seen: dict[int, yaml.Node] = {}

    def mended(self, node: yaml.Node, path: Path_) -> yaml.Node:
        """The node, or what stands in its place."""
        self.document.lines.setdefault(path, node.start_mark.line + 1)
        if id(node) in self.seen:
            return self._refused(node, "YAML's “&” and “*” are not used here. Write it out.")
        self.seen[id(node)] = node
        if node.tag != self._plain_tag(node):
            what = f"YAML's tags, such as “{node.tag.removeprefix(_TAG)}”, are not used here."
            return self._refused(node, f"{what} Put quotes around a text.")
        if isinstance(node, yaml.MappingNode):
            node.value = list(self._pairs(node, path))
        elif isinstance(node, yaml.SequenceNode):
            node.value = [self.mended(item, (*path, i)) for i, item in enumerate(node.value)]
        return node

    def _plain_tag(self, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode):
            return _TAG + ("map" if isinstance(node, yaml.MappingNode) else "seq")
        if node.style:  # in quotes, or a block of text
            return f"{_TAG}str"
        resolve: Any = self.loader.resolve
        return str(resolve(yaml.ScalarNode, node.value, (True, False)))

    def _refused(self, node: yaml.Node, what: str) -> yaml.Node:
        self.document.problems.append(Problem(node.start_mark.line + 1, what))
        return yaml.ScalarNode(f"{_TAG}str", "", node.start_mark, node.end_mark)

    def _pairs(self, node: yaml.MappingNode, path: Path_) -> Iterator[tuple[yaml.Node, yaml.Node]]:
        first_line: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                refused = self._refused(key, "a key must be a word. Put quotes around it.")
                yield refused, self.mended(value, path)
                continue
            key.tag = f"{_TAG}str"
            if key.value in first_line:
                what = f"“{key.value}” already stands on line {first_line[key.value]}."
                advice = "Give this one another name, or join the two."
                self.document.problems.append(Problem(line, f"{what} {advice}"))
            first_line.setdefault(key.value, line)
            self.document.lines[(*path, key.value)] = line
            yield key, self.mended(value, (*path, key.value))
