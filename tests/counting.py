"""Counts what the proofs prove, for the page "What we proved".

Tests record numbers as a property, `record_property("proved", {"proofs": 12})`, which also comes
through from parallel workers. `WRITE_PROVED=1` keeps the sums of a run in which nothing failed,
file by file.
"""

import os
from collections import Counter
from pathlib import PurePosixPath

from macros import proved
from macros.guide import today
from macros.load import GUIDE, read


class Counting:
    """A pytest plugin that adds up what passing tests recorded."""

    def __init__(self):
        self.parts = {}

    def pytest_runtest_logreport(self, report):
        counts = proved.counted(report.user_properties) if report.when == "teardown" else None
        if counts:
            part = PurePosixPath(report.nodeid.partition("::")[0]).stem
            self.parts.setdefault(part, Counter()).update(counts)

    def pytest_sessionfinish(self, session, exitstatus):
        worker = hasattr(session.config, "workerinput")
        if os.environ.get("WRITE_PROVED") and not worker and exitstatus == 0:
            guide = read(GUIDE.read_text(encoding="utf-8")).data
            proved.write(
                {"sizes": proved.sizes(guide), **self.parts}, proved.digest(guide), today()
            )
