"""Packs a folder into an archive that is the same, byte for byte, wherever it is made.

pyodide-build's packer does the packing where it is installed (`make pyodide-build`): this file is
then run by the Python of pyodide-build's own environment. Elsewhere the same few lines stand in
for it. A test compares the two.

Nothing is compressed: the host compresses each file once, as a whole, which is smaller and leaves
nothing to unpack for Python.
"""

import os
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

try:
    from pyodide_build.common import make_zip_archive  # type: ignore[import-not-found]
except ImportError:

    def make_zip_archive(archive_path: Path, input_dir: Path, compression_level: int = 0) -> None:
        """Do what pyodide-build's function of this name does at level 0."""
        del compression_level
        with zipfile.ZipFile(archive_path, "w", compresslevel=0) as archive:
            for file in input_dir.rglob("*"):
                archive.write(file, file.relative_to(input_dir))


class InOrder(type(Path())):  # type: ignore[misc] # Path itself cannot be inherited from before 3.12
    """A folder that lists its files in order; the packer takes them as they come."""

    def rglob(self, pattern: str) -> Iterator[Path]:
        """List the files below, without the folders, sorted by path."""
        return iter(sorted(path for path in super().rglob(pattern) if path.is_file()))


def pack(folder: Path, archive: Path) -> None:
    """Pack all files of a folder. Dates and rights in it become the same for all."""
    then = time.mktime((1980, 1, 1, 0, 0, 0, 0, 0, -1))  # the first day that an archive knows
    for path in folder.rglob("*"):
        if path.is_file():
            path.chmod(0o644)
            os.utime(path, (then, then))
    make_zip_archive(archive, InOrder(folder), compression_level=0)


if __name__ == "__main__":
    pack(Path(sys.argv[1]), Path(sys.argv[2]))
