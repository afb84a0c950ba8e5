"""Who said what, out of news reports.

>>> import sayso
>>> for report in sayso.extract([{"id": "r1", "text": "The dam is safe, the governor said on Monday."}]):
...     for claim in report["claims"]:
...         print(claim["actor"], claim["stance"])
unnamed governor states

``extract`` gives dicts, ``extract_lines`` the bytes that the command line writes, ``extract_arrow`` a table with a row for each claim. All three take any
iterable of reports, ask it only as they go, and give the same result in its order at any number of threads. A report is a dict, or a line of
JSON as str or bytes: ``{"id", "text" or "html", "title"?, "outlet"?, "url"?, "published"?}``. Spans are half-open, in code points of ``text``: as Python
slices a str. ``Ledger`` asks a ledger what the command line asks it.
"""

from ._extract import Model, Report, extract, extract_arrow, extract_lines, reports
from ._ledger import Ledger
from ._sayso import Claims, Error, __version__, version

__all__ = [
    "Claims",
    "Error",
    "Ledger",
    "Model",
    "Report",
    "extract",
    "extract_arrow",
    "extract_lines",
    "reports",
    "version",
    "__version__",
]
