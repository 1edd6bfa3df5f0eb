"""`python -m runtime`: build what a visitor's browser needs to run the engine."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from runtime.build import Builder, BuildError


def main() -> int:
    """Build, and say what was done."""
    parser = argparse.ArgumentParser(prog="python -m runtime", description=__doc__)
    parser.add_argument("--engine", type=Path, default=Builder.engine, help="the engine's folder")
    parser.add_argument("--out", type=Path, default=Builder.out, help="where to write")
    parser.add_argument("--cache", type=Path, default=Builder.cache, help="where to keep results")
    parser.add_argument(
        "--without-standins",
        action="store_true",
        help="keep Pyodide's own Python modules (half a megabyte more to download)",
    )
    given = parser.parse_args()
    builder = Builder(given.engine, given.out, given.cache, not given.without_standins)
    began = time.perf_counter()
    try:
        builder.build()
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    for line in builder.said or ["nothing to do"]:
        print(f"runtime: {line}")
    print(f"runtime: {time.perf_counter() - began:.2f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
