"""The engine of the IMG Field Guide: decides for one person what the guide's rules say.

It needs the standard library alone and knows nothing of pages or browsers, so that the same code
runs in a visitor's browser, in the tests and on the command line.
"""

from checklist_py.assess import Assessment, Guide
from checklist_py.bridge import respond
from checklist_py.truth import Truth

__all__ = ["Assessment", "Guide", "Truth", "respond"]
