"""The bill of materials names every package of the lock files, with its version and hashes."""

import json
import re
from types import SimpleNamespace

from macros import sbom
from macros.load import ROOT


def purls(bill):
    return [part["purl"] for part in bill["components"]]


def test_it_names_every_pinned_package_once():
    found = purls(sbom.bill())
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    pinned = re.findall(r"^([\w.-]+)==([\w.+!-]+)", text, re.MULTILINE)
    assert {f"pkg:pypi/{name}@{version}" for name, version in pinned} <= set(found)
    assert len(found) == len(set(found))
    assert any(purl.startswith("pkg:npm/pyodide@") for purl in found)


def test_every_package_has_a_version_and_a_hash():
    for part in sbom.bill()["components"]:
        assert part["version"]
        sizes = {"SHA-256": 64, "SHA-512": 128}
        assert all(len(one["content"]) == sizes[one["alg"]] for one in part["hashes"])
        assert part["hashes"], part["purl"]


def test_what_only_builds_is_excluded():
    scopes = {part["name"]: part["scope"] for part in sbom.bill()["components"]}
    assert scopes["pyodide"] == scopes["mkdocs-material"] == "required"
    assert scopes["pyyaml"] == scopes["esbuild"] == "excluded"


def test_a_scope_of_npm_is_part_of_the_name():
    lock = {
        "packages": {
            "": {},
            "node_modules/@scope/one": {"version": "1.0.0"},
            "node_modules/a/node_modules/two": {"version": "2.0.0", "integrity": "sha512-AAAA"},
        }
    }
    one, two = sbom.node_parts(lock)
    assert (one["purl"], one["hashes"]) == ("pkg:npm/%40scope/one@1.0.0", [])
    assert (two["name"], two["hashes"][0]["content"]) == ("two", "000000")


def test_the_command_prints_a_bill_that_can_be_read(capsys):
    assert sbom.command(SimpleNamespace()) == 0
    bill = json.loads(capsys.readouterr().out)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
