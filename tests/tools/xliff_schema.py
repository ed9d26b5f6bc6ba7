"""`check` tells what is wrong with an XLIFF file by the OASIS schema of its version."""

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from lxml import etree

_FOLDER = Path(__file__).with_name("xliff")
_SCHEMAS = {"2.1": "xliff-core-2.0.xsd", "1.2": "xliff-core-1.2-strict.xsd"}


class _Here(etree.Resolver):  # type: ignore[misc]
    """Finds the one schema that the others import beside them, and nothing anywhere else."""

    def resolve(self, url: str, public_id: str, context: Any) -> Any:
        if Path(url).name == "xml.xsd":
            return self.resolve_filename(str(_FOLDER / "xml.xsd"), context)
        return None


@cache
def _schema(name: str) -> Any:
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Here())
    return etree.XMLSchema(etree.parse(str(_FOLDER / name), parser))


def check(data: bytes) -> list[str]:
    """Return the errors as `line: message`; [] where it is valid."""
    document = etree.parse(BytesIO(data))
    schema = _schema(_SCHEMAS[document.getroot().get("version")])
    schema.validate(document)
    return [f"{error.line}: {error.message}" for error in schema.error_log]
