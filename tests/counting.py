"""Counts what the tests prove, for the page "What we proved".

Tests record numbers as a property, `record_property("proved", {"proofs": 12})`, which also comes
through from parallel workers. `WRITE_PROVED=1` keeps the sums of a run in which nothing failed.
"""

import os
import re
from collections import Counter

from macros import proved
from macros.guide import today
from macros.load import GUIDE, read


class Counting:
    """A pytest plugin that adds up what passing tests recorded."""

    def __init__(self):
        self.counts = Counter()

    def pytest_runtest_logreport(self, report):
        if report.when == "call" and report.passed:
            self.counts["tests"] += 1
        if report.when == "teardown":
            self.counts += proved.counted(report.user_properties) + self._tried(report)

    def _tried(self, report):
        """The examples that Hypothesis tried, as its plugin tells them."""
        told = re.findall(r"(\d+) passing examples", report.__dict__.get("_hypothesis_stats", ""))
        kind = "inputs" if "test_door" in report.nodeid else "situations"
        return Counter({kind: sum(map(int, told))}) if "proofs/" in report.nodeid else Counter()

    def pytest_sessionfinish(self, session, exitstatus):
        worker = hasattr(session.config, "workerinput")
        if os.environ.get("WRITE_PROVED") and not worker and exitstatus == 0:
            guide = read(GUIDE.read_text(encoding="utf-8")).data
            counts = {**proved.sizes(guide), **self.counts}
            proved.write(counts, proved.digest(guide), today())
