"""Reads `guide.yml` and remembers on which line everything stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

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
    """Plain YAML: dates, `yes` and `12:30` stay the text that the contributor typed."""


_KEPT = {
    "tag:yaml.org,2002:bool": ("true", "false"),
    "tag:yaml.org,2002:timestamp": (),
}
_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag not in _KEPT]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
for _first in "tf":
    _Loader.add_implicit_resolver(
        "tag:yaml.org,2002:bool", __import__("re").compile("^(?:true|false)$"), [_first]
    )


def read(text: str) -> Document:
    """Parse YAML text; syntax errors and repeated keys become problems, never exceptions."""
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
    except yaml.YAMLError as error:
        return Document({}, problems=[_syntax_problem(error)])
    if node is None:
        return Document({})
    document = Document(None)
    _walk(node, (), document)
    document.data = loader.construct_document(node)
    return document


def _syntax_problem(error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark else 1
    what = getattr(error, "problem", None) or "it cannot be read"
    return Problem(
        line,
        f"this is not valid YAML: {what}. Check the indentation, the quotes and the colons "
        "on this line and the one above.",
    )


def _walk(node: yaml.Node, path: Path_, document: Document) -> None:
    document.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        _walk_mapping(node, path, document)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            _walk(item, (*path, index), document)


def _walk_mapping(node: yaml.MappingNode, path: Path_, document: Document) -> None:
    first_line: dict[str, int] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if key.value in first_line:
            document.problems.append(
                Problem(
                    line,
                    f"“{key.value}” already stands on line {first_line[key.value]}. "
                    "Give this one another id, or join the two.",
                )
            )
        first_line.setdefault(key.value, line)
        document.lines[(*path, key.value)] = line
        _walk(value, (*path, key.value), document)
