"""`page_of` is the page that a build would render now; `as_typed`, the same with what a build would leave out."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from pipeline import build, files, render, source
from pipeline.catalog import Catalog
from pipeline.errors import nearest, visible
from pipeline.model import UI_DOMAIN, Finding, Format, Severity
from pipeline.serve.edit import Key
from pipeline.serve.workspace import UnknownError, Workspace

Said = Mapping[str, Mapping[Key, Iterable[Finding]]]
"""What the checks say of the catalogs of a locale, by domain and message."""

Drafts = Mapping[str, tuple[str, ...]]
"""Texts that are typed and not saved, by the mark of their message."""


def page_of(
    workspace: Workspace, said: Said, locale: str, domain: str, territory: str, format_: Format = "html"
) -> render.Page:
    """Return what a build would render of a handout, in its standard variant; of `ui`, the first one.

    A catalog that is behind its source makes a draft, whatever was signed off. Raises UnknownError for a territory that
    is not the project's.
    """
    project = workspace.project
    if territory not in project.territories:
        raise UnknownError(f"No territory {visible(territory)}. {nearest(territory, project.territories)}")
    handout = next((each for each in workspace.handouts if each.slug == domain), workspace.handouts[0])
    domains = (handout.slug, UI_DOMAIN)
    locales = (project.source_locale, locale)
    inputs = build.Inputs(
        project=replace(project, locales=(locale,), territories=(territory,)),
        handouts={handout.slug: handout},
        resources=workspace.resources,
        catalogs={(each, name): workspace.catalog(each, name) for each in locales for name in domains},
        ledgers={each: workspace.ledger(each) for each in locales},
        withheld={(locale, name): _withheld(said[name]) for name in domains},
        images={
            handout.slug: {
                target: files.read_bytes(path) for target, path in source.images(handout, project.root).items()
            }
        },
    )
    wanted = build.Selection(locales=(locale,), formats=(format_,), variants=("standard",))
    job, *_ = build.plan(build.Contents.of(inputs), wanted)
    page = build.page_of(inputs, job)
    current = all(
        {message.key for message in workspace.templates[name]} <= workspace.catalog(locale, name).by_key.keys()
        for name in domains
    )
    return replace(
        page,
        draft=page.draft or not current,
        alternates=tuple((each, "") for each in (project.source_locale, *project.locales)),
    )


def as_typed(page: render.Page, workspace: Workspace, drafts: Drafts) -> render.Page:
    """Return `page` with every text that is there at all, and of `drafts` the one being typed. A draft stays one."""
    return replace(
        page,
        texts=_texts(workspace.catalog(page.locale, page.handout.slug), drafts),
        ui=_texts(workspace.catalog(page.locale, UI_DOMAIN), drafts),
    )


def _texts(catalog: Catalog, drafts: Drafts) -> dict[Key, str]:
    texts = {message.key: message.msgstr[0] for message in catalog.live if message.msgstr[0].strip()}
    if drafts:
        for message in catalog.live:
            typed = drafts.get(render.mark(catalog.domain, message.key), ("",))[0]
            if typed.strip():
                texts[message.key] = typed
    return texts


def _withheld(said: Mapping[Key, Iterable[Finding]]) -> frozenset[Key]:
    return frozenset(key for key, found in said.items() if any(one.severity >= Severity.ERROR for one in found))
