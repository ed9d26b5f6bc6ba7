"""`status` as the JSON that shields.io reads for a badge: https://shields.io/badges/endpoint-badge"""

from collections.abc import Sequence

from pipeline.model import Coverage
from pipeline.report.document import dump
from pipeline.report.words import percent, total
from pipeline.review import Summary


def status(coverage: Sequence[Coverage], _summary: Summary | None = None) -> str:
    """Return the badge of all catalogs together; it turns green when every message is translated and reviewed."""
    whole = total(coverage)
    translated, reviewed = percent(whole.translated, whole.total), percent(whole.reviewed, whole.total)
    if not whole.total:
        message, colour = "no catalogs", "lightgrey"
    elif reviewed == translated == 100:
        message, colour = "reviewed", "brightgreen"
    else:
        message, colour = f"{translated}% translated, {reviewed}% reviewed", "yellow" if translated == 100 else "orange"
    return dump({"schemaVersion": 1, "label": "translations", "message": message, "color": colour})
