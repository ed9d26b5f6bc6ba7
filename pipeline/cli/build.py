"""`handouts build`: the editions, as HTML and PDF, with their index pages and the manifest."""

import contextlib
import itertools
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from pipeline import branding, files, review, source
from pipeline import build as editions
from pipeline.branding import Branding
from pipeline.build import Inputs, Job, Selection
from pipeline.build.plan import FORMATS, PAPERS, VARIANTS
from pipeline.cli.workspace import Workspace, load, say, show
from pipeline.errors import collect
from pipeline.model import UI_DOMAIN, Severity


@dataclass(frozen=True)
class Shard:
    """The `number`-th of `count` parts of a list, from 1: all parts together are the list, and share nothing."""

    number: int
    count: int

    @classmethod
    def read(cls, text: str) -> "Shard":
        """Return the part that `text`, such as `2/3`, names. Raises click.BadParameter where it names none."""
        if not (match := re.fullmatch(r"([0-9]{1,4})/([0-9]{1,4})", text)) or not 1 <= int(match[1]) <= int(match[2]):
            raise click.BadParameter("write it like 2/3: the second of three parts")
        return cls(int(match[1]), int(match[2]))

    def of(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return what is in this part, whatever the order of `names`."""
        return tuple(sorted(names)[self.number - 1 :: self.count])

    def __str__(self) -> str:
        return f"{self.number}-of-{self.count}"


@click.command()
@click.argument("slugs", nargs=-1, metavar="[SLUG]...")
@click.option("--locale", "locales", multiple=True, metavar="LOCALE", help="May be given again.  [default: all]")
@click.option("--territory", "territories", multiple=True, metavar="CODE", help="May be given again.  [default: all]")
@click.option("--format", "formats", default=",".join(FORMATS), show_default=True, help="Comma-separated.")
@click.option(
    "--variant",
    "variants",
    metavar="VARIANT,…",
    help=f"{', '.join(VARIANTS)}, or all.  [default: those in handouts.toml, and what was built before]",
)
@click.option(
    "--paper",
    type=click.Choice(PAPERS, case_sensitive=False),
    help="The paper of PDFs.  [default: the territory's, and those in handouts.toml]",
)
@click.option(
    "--clinic",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="A TOML file with the keys of [branding], in its place.",
)
@click.option("--release", is_flag=True, help="Build only if every gate holds; else say what is missing and exit 1.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes to render in.  [default: the cores it may use]")
@click.option(
    "--shard",
    type=Shard.read,
    metavar="I/N",
    help="Only the I-th of N parts of the handouts. Where all parts were put in one output/, a build of the whole "
    "renders nothing again.",
)
@click.option(
    "--scheduler",
    default="",
    metavar="ADDRESS",
    help="Render on the Dask cluster at ADDRESS, such as tcp://10.0.0.5:8786. Its workers need this release, no disk.",
)
def build(
    slugs: Sequence[str],
    locales: Sequence[str],
    territories: Sequence[str],
    formats: str,
    variants: str | None,
    paper: str | None,
    clinic: Path | None,
    release: bool,
    jobs: int | None,
    shard: Shard | None,
    scheduler: str,
) -> None:
    """Render the handouts SLUG (all) into output/; what is up to date is left alone."""
    workspace = load()
    selection = Selection(
        tuple(slugs),
        tuple(locales),
        tuple(territories),
        tuple(formats.split(",")),
        VARIANTS if variants == "all" else tuple(variants.split(",")) if variants else (),
        (paper,) if paper else (),
    )
    if shard:
        selection = replace(selection, slugs=shard.of(slugs or [handout.slug for handout in workspace.handouts]))
    inputs = gather(workspace, branding.read_file(clinic) if clinic else None, selection.slugs if shard else ())
    selection.check(inputs)
    if shard and not selection.slugs:
        say(f"No handout is in part {shard}.")
        return
    if release and (gaps := editions.release_gaps(inputs, selection)):
        for gap in gaps:
            show(f"{gap}\n")
        say(f"Not released: {len(gaps)} things are missing.")
        raise SystemExit(1)
    if release:
        say(f"Sign-offs are {review.verification(workspace.project.review.verify, workspace.reviewers.values())}.")
    workers = jobs or available_cores()
    write_editions(workspace, inputs, selection, workers=workers, scheduler=scheduler, part=str(shard) if shard else "")


def gather(workspace: Workspace, clinic: Branding | None = None, slugs: Sequence[str] = ()) -> Inputs:
    """Read the catalogs and ledgers of every locale, and find which messages no edition may show.

    `clinic` prints in place of the project's own. With `slugs`, only editions of those handouts will be made: others
    are not checked.
    """
    project = replace(workspace.project, branding=clinic) if clinic else workspace.project
    every = (project.source_locale, *project.locales)
    pairs = workspace.pairs(every)
    catalogs = dict(zip(pairs, collect(lambda pair: workspace.current_catalog(*pair), pairs), strict=True))
    checked = [
        (locale, domain)
        for locale, domain in workspace.pairs(project.locales)
        if not slugs or domain in {*slugs, UI_DOMAIN}
    ]
    withheld: dict[tuple[str, str], set[tuple[str | None, str]]] = {}
    for finding in workspace.findings(checked, least=Severity.ERROR):
        if finding.severity >= Severity.ERROR:
            pair = finding.locale, Path(finding.file).stem
            withheld.setdefault(pair, set()).add((finding.msgctxt, finding.msgid))
    return Inputs(
        project=project,
        handouts=workspace.handouts,
        resources=workspace.resources,
        catalogs=catalogs,
        ledgers={locale: workspace.ledger(locale) for locale in every},
        withheld={pair: frozenset(keys) for pair, keys in withheld.items()},
        images=images(workspace),
    )


def images(workspace: Workspace) -> dict[str, dict[str, bytes]]:
    """Return the files that each handout shows, by slug and target."""
    root = workspace.project.root
    return {
        handout.slug: {target: files.read_bytes(path) for target, path in source.images(handout, root).items()}
        for handout in workspace.handouts
    }


def write_editions(
    workspace: Workspace,
    inputs: Inputs,
    selection: Selection,
    *,
    workers: int,
    scheduler: str = "",
    part: str = "",
    output: Path | None = None,
) -> None:
    """Render the selected editions that are not current, and say what was done; exit 2 where one failed."""
    jobs = editions.plan(inputs)
    output = output or workspace.project.output_dir
    selected = selection.choose(jobs, inputs.project, editions.built(output))
    sign_offs = review.verification(workspace.project.review.verify, workspace.reviewers.values())
    with naming(len(selected)) as progress:
        result = editions.publish(
            jobs,
            selected,
            lambda made: editions.indexes(inputs, jobs, made),
            output,
            workers=workers,
            scheduler=scheduler,
            part=part,
            sign_offs=sign_offs,
            progress=progress,
        )
    say(
        f"{len(result.rendered)} editions rendered, {len(result.current)} up to date, {len(result.removed)} removed, "
        f"in {workspace.relative(output)}/."
    )
    if drafts := sum(job.draft for job in selected):
        say(f"{drafts} of {len(selected)} are drafts: `handouts build --release` says what is missing.")
    if result.errors:
        raise ExceptionGroup("editions that could not be built", result.errors)


@contextlib.contextmanager
def naming(total: int) -> Iterator[Callable[[Job], None]]:
    """Give a function that names the edition just rendered, on stderr, and only on a terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    count = itertools.count(1)
    yield lambda job: click.echo(f"\r\x1b[K{next(count)}/{total} {job.path}", nl=False, err=True)
    click.echo("\r\x1b[K", nl=False, err=True)


def available_cores() -> int:
    """Return how many cores this process may use; a container or `taskset` may give fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
