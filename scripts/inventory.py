"""`licences_page` and `bill_of_materials`: what the project is made of, from its locks and its fonts.

Nothing is asked of the machine or the network: the same locks give the same bytes anywhere.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, Property, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.dependency import Dependency
from cyclonedx.model.license import DisjunctiveLicense, LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from pipeline import __version__, fonts

ROOT = Path(__file__).resolve().parent.parent
_PINNED = re.compile(r"(?P<name>[\w.-]+)==(?P<version>[^\s;]+)(?: ; (?P<where>[^\\]+?))?(?: \\)?")
_HASH = re.compile(r"\s+--hash=sha256:([0-9a-f]{64})(?: \\)?")


@dataclass(frozen=True)
class Package:
    """A package as it is locked: its version, the hashes of its files, and its licence as an SPDX expression."""

    name: str
    version: str
    hashes: tuple[str, ...]
    licence: str
    runs: bool
    """Whether the program needs it; otherwise only its checks and tests do."""
    where: str = ""
    """On which machines alone, as an environment marker."""


def locked(path: Path) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """Yield what a lock holds: (name, version, marker, hashes). Raises ValueError for a line that pins nothing."""
    lines = [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    pinned: list[tuple[re.Match[str], list[str]]] = []
    for line in lines:
        if found := _PINNED.fullmatch(line):
            pinned.append((found, []))
        elif (of := _HASH.fullmatch(line)) and pinned:
            pinned[-1][1].append(of[1])
        else:
            raise ValueError(f"{path.name} pins nothing with {line!r}")
    for found, hashes in pinned:
        yield found["name"], found["version"], (found["where"] or "").strip(), tuple(hashes)


def packages() -> tuple[Package, ...]:
    """Return every locked package, by name. Raises KeyError where `licences.toml` lacks one."""
    licences = tomllib.loads((ROOT / "scripts/licences.toml").read_text("utf-8"))["packages"]
    needed = {name for name, *_ in locked(ROOT / "requirements.txt")}
    return tuple(
        Package(name, version, hashes, licences[name], name in needed, where)
        for name, version, where, hashes in locked(ROOT / "requirements-dev.txt")
    )


def licences_page() -> str:
    """Return docs/licences.md."""
    every = packages()
    return "\n".join(
        [
            "# Licences",
            "",
            "Made from the locks, `scripts/licences.toml` and `pipeline/fonts.toml` by `./run docs`; do not edit.",
            "",
            "The program is under the [Apache License 2.0](../LICENSE); the handouts, their translations and the",
            "termbase are under [CC BY 4.0](../LICENSE-CONTENT). It ships none of the packages below, which pip",
            "installs; the fonts are subset into PDFs and web pages, as their licence allows. The same, with the hash",
            "of every file, is in [sbom.cdx.json](sbom.cdx.json), in CycloneDX. WeasyPrint loads Pango and HarfBuzz",
            "from the machine.",
            "",
            "## What the program runs on",
            "",
            *_table(("package", "version", "licence", "only where"), _rows(one for one in every if one.runs)),
            "",
            "Pyphen is used under the MPL.",
            "",
            "## Fonts",
            "",
            *_table(("font", "file", "licence"), _font_rows()),
            "",
            "## What its checks and tests run on, besides",
            "",
            *_table(("package", "version", "licence", "only where"), _rows(one for one in every if not one.runs)),
            "",
        ]
    )


def _rows(some: Iterator[Package]) -> list[tuple[str, ...]]:
    return [(one.name, one.version, one.licence, f"`{one.where}`" if one.where else "") for one in some]


def _font_rows() -> list[tuple[str, ...]]:
    return [
        (f"{font.family}{' Italic' if font.style == 'italic' else ''}", f"`{font.file}`", font.licence)
        for font in fonts.table()
    ]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows)]


def bill_of_materials() -> str:
    """Return docs/sbom.cdx.json: CycloneDX 1.6, with the hash of every file that may be installed.

    It has no date, and its serial number follows from what it lists: the same locks are the same bill.
    """
    every = packages()
    project = Component(
        name="handouts",
        version=__version__,
        type=ComponentType.APPLICATION,
        bom_ref="handouts",
        licenses=[DisjunctiveLicense(id="Apache-2.0")],
    )
    parts = [*map(_component, every), *_font_components()]
    bom = Bom(components=parts, serial_number=uuid5(NAMESPACE_URL, repr((__version__, every, fonts.table()))))
    bom.metadata.component = project
    bom.metadata.tools.components.clear()
    needed = [Dependency(part.bom_ref) for part in parts if part.scope is ComponentScope.REQUIRED]
    bom.dependencies = [Dependency(project.bom_ref, dependencies=needed), *map(Dependency, (p.bom_ref for p in parts))]
    made = json.loads(JsonV1Dot6(bom).output_as_string())
    del made["metadata"]["timestamp"]
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def _component(package: Package) -> Component:
    url = PackageURL("pypi", None, package.name, package.version)
    files = [HashType(alg=HashAlgorithm.SHA_256, content=content) for content in package.hashes]
    # CycloneDX lets a component have one hash of a kind; pip takes any of these files.
    sources = [
        ExternalReference(type=ExternalReferenceType.DISTRIBUTION, url=XsUri(f"{url}#{number}"), hashes=[one])
        for number, one in enumerate(files, 1)
    ]
    return Component(
        name=package.name,
        version=package.version,
        type=ComponentType.LIBRARY,
        bom_ref=url.to_string(),
        purl=url,
        scope=ComponentScope.REQUIRED if package.runs else ComponentScope.EXCLUDED,
        licenses=[LicenseExpression(package.licence)],
        external_references=sources,
        properties=[Property(name="handouts:marker", value=package.where)] if package.where else [],
    )


def _font_components() -> Iterator[Component]:
    for font in fonts.table():
        yield Component(
            name=f"{font.family}{' Italic' if font.style == 'italic' else ''}",
            type=ComponentType.FILE,
            bom_ref=f"font:{font.sha256}",
            scope=ComponentScope.REQUIRED,
            hashes=[HashType(alg=HashAlgorithm.SHA_256, content=font.sha256)],
            licenses=[LicenseExpression(font.licence)],
        )
