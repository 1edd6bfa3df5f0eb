"""The build side: reads and checks `guide.yml` and offers it to the pages as Jinja macros."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parent.parent
if str(_ROOT) not in sys.path:  # some builders run this file alone, from elsewhere
    sys.path.insert(0, str(_ROOT))


def define_env(env: Any) -> None:
    """Offer every public Jinja macro of `macros/templates` to the pages."""
    try:
        plugin = importlib.import_module("macros.plugin")
    except ImportError as error:
        message = f"{error}. Run `make build`, which installs what the site needs."
        raise RuntimeError(message) from error
    plugin.define_env(env)
