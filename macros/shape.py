"""Checks the shape of `guide.yml` against `guide.schema.json`, in plain words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import lru_cache

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from macros.expressions import nearest
from macros.load import SCHEMA, Document, Problem

NOUNS = {
    "sources": "source",
    "facts": "fact",
    "calendars": "calendar",
    "glossary": "term",
    "questions": "question",
    "open": "open question",
    "outcomes": "outcome",
    "steps": "step",
    "examples": "example",
    "claims": "claim",
    "changes": "change",
    "tables": "table",
}
_TYPES = {
    "string": "text",
    "number": "a number",
    "array": "a list",
    "object": "an entry with keys of its own",
    "boolean": "true or false",
}
_PATTERNS = {
    r"^https://[^\s]+$": "an address that begins with https:// and has no spaces",
    r"\?$": "a question that ends with “?”",
    r"^[a-z0-9][a-z0-9-]*$": "an id of small letters, digits and “-”",
    r"^[a-z][a-z0-9_]*$": "an id of small letters, digits and “_”",
    r"^[a-z0-9][a-z0-9_-]*$": "an id of small letters, digits, “-” and “_”",
}


@lru_cache(maxsize=1)
def validator() -> Draft202012Validator:
    """The validator of the schema that editors use too."""
    return Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def problems(document: Document) -> Iterator[Problem]:
    """Every place where the data has not the shape that the schema asks for."""
    for error in validator().iter_errors(document.data):
        for key, sentence in _sentences(error):
            yield Problem(document.line((*error.absolute_path, *key)), sentence)


def _sentences(error: ValidationError) -> Iterator[tuple[tuple[str, ...], str]]:
    """What is wrong, each with the key beneath the error's place that it speaks of, if one."""
    where = _where(error)
    if error.validator == "additionalProperties":
        known = error.schema.get("properties", {})
        for key in error.instance:
            if key not in known:
                hint = nearest(key, known) or " Take it out."
                yield (key,), f"{where}the key “{key}” is not known here.{hint}"
        return
    key = (error.instance,) if "propertyNames" in error.absolute_schema_path else ()
    speak = _SENTENCES.get(str(error.validator))
    yield key, where + (speak(error) if speak else f"{error.message}.")


def _where(error: ValidationError) -> str:
    path = list(error.absolute_path)
    if not path:
        return ""
    noun = NOUNS.get(str(path[0]), str(path[0]))
    if len(path) == 1:
        return f"{path[0]}: "
    inner = ".".join(str(part + 1) if isinstance(part, int) else part for part in path[2:])
    return f"{noun} “{path[1]}”: " + (f"{inner}: " if inner else "")


def _type(error: ValidationError) -> str:
    wanted = error.validator_value
    names = [wanted] if isinstance(wanted, str) else wanted
    needed = " or ".join(_TYPES.get(name, name) for name in names)
    if error.instance is None:
        return f"nothing stands here. It must be {needed}."
    if names == ["array"] and isinstance(error.instance, str):
        return f"it must be a list. Put brackets around it: [{error.instance}]."
    if names == ["string"] and isinstance(error.instance, int | float):
        return f'it must be text. Put quotes around it: "{error.instance}".'
    return f"it must be {needed}."


def _required(error: ValidationError) -> str:
    missing = error.message.split("'")[1]
    return f"“{missing}” is missing. Add the line “{missing}: …”."


def _one_of(error: ValidationError) -> str:
    choices = [branch["required"][0] for branch in error.schema["oneOf"]]
    return f"it needs exactly one of {', '.join(choices)}."


def _pattern(error: ValidationError) -> str:
    wanted = _PATTERNS.get(error.validator_value)
    if wanted is None:
        wanted = "a date such as 2027-01-31"
    return f"“{error.instance}” is not {wanted}."


_SENTENCES: dict[str, Callable[[ValidationError], str]] = {
    "type": _type,
    "required": _required,
    "oneOf": _one_of,
    "pattern": _pattern,
    "enum": lambda error: (
        f"“{error.instance}” is not one of {', '.join(map(str, error.validator_value))}."
        f"{nearest(str(error.instance), error.validator_value)}"
    ),
    "minLength": lambda _: "nothing stands here. Write the text.",
    "minItems": lambda _: "the list is empty. Add an item or take the key out.",
    "minProperties": lambda error: f"it needs at least {error.validator_value}.",
    "uniqueItems": lambda _: "the list names something twice.",
}
