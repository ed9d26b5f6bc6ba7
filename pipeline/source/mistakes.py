"""`Mistakes` collects what is wrong with one file, so that its author is told all of it at once."""

from dataclasses import dataclass, field
from pathlib import Path

from pipeline.errors import HandoutsError


@dataclass(slots=True)
class Mistakes:
    """The mistakes found so far in `file`."""

    file: Path
    errors: list[HandoutsError] = field(default_factory=list)

    def add(self, message: str, line: int | None, hint: str = "") -> None:
        self.errors.append(HandoutsError(message, file=self.file, line=line, hint=hint))

    def raise_any(self) -> None:
        """Raise the one HandoutsError, or an ExceptionGroup of them in the order of their lines; or do nothing."""
        errors = sorted(self.errors, key=lambda error: error.line or 0)
        if len(errors) == 1:
            raise errors[0]
        if errors:
            raise ExceptionGroup("several mistakes", errors)
