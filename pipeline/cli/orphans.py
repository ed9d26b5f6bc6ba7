"""`orphans` tells of catalogs whose handout is gone, or has got another name, and what keeps the work in them."""

from collections import Counter
from collections.abc import Sequence
from os.path import relpath

from pipeline.cli.workspace import Workspace
from pipeline.errors import visible


def orphans(workspace: Workspace, locales: Sequence[str]) -> tuple[str, ...]:
    """Return a line for each name that catalogs of `locales` have and no handout has."""
    project = workspace.project
    found = Counter(
        path.stem
        for locale in locales
        for path in project.catalog_path(locale, "ui").parent.glob("*.po")
        if path.stem not in workspace.domains and not path.name.startswith(".")
    )
    return tuple(_told(workspace, name, count) for name, count in sorted(found.items()))


def _told(workspace: Workspace, name: str, count: int) -> str:
    project = workspace.project
    template = project.template_path(name)
    paths = [*([template] if template.is_file() else ()), project.catalog_path("*", name)]
    return (
        f"{visible(name)} has {count} catalog{'s' * (count > 1)} and no handout. `handouts update` gives what is said "
        f"there to the handout that has the texts now; then remove it: `git rm {' '.join(map(relpath, paths))}`."
    )
