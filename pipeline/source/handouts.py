"""`read` gives one handout, `read_all` those of a project; or every mistake in them, with line and remedy."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from pipeline import markup
from pipeline.errors import HandoutsError, collect, nearest, visible
from pipeline.files import decode, read_bytes
from pipeline.markup import Node
from pipeline.model import UI_DOMAIN, Block, Fact, Handout, Resource, Segment, SegmentKind
from pipeline.project import Project
from pipeline.source.body import Body, image_path, segments_of
from pipeline.source.drops import dropped
from pipeline.source.front_matter import FrontMatter, Text, read_front_matter
from pipeline.source.mistakes import Mistakes
from pipeline.source.resources import read_resources

_LARGEST = 2**20
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NO_FACTS: Mapping[str, Fact] = {}


def read(path: Path, root: Path, facts: Mapping[str, Fact] = _NO_FACTS) -> Handout:
    """Return the handout in the file `path`, named in messages and in its `path` relative to `root`.

    `facts` are the project's own; the handout holds those of them that it uses. Raises HandoutsError, or an
    ExceptionGroup of them.
    """
    return parse(read_bytes(path, _LARGEST), path, root, facts)


def parse(content: bytes, path: Path, root: Path, facts: Mapping[str, Fact] = _NO_FACTS) -> Handout:
    """Return the handout that `content` is, as `read` does; `path` is where it stands, and its images."""
    file = relative(path, root)
    mistakes = Mistakes(file)
    _check_slug(file, mistakes)
    document = markup.parse_blocks(decode(content, file), file)
    mistakes.errors.extend(document.errors)
    mistakes.raise_any()

    front = FrontMatter() if document.front_matter is None else read_front_matter(document.front_matter, mistakes)
    body = Body(
        mistakes,
        document.lines,
        document.links,
        # What could not be read was told of once: its use is no second mistake.
        facts={*facts, *front.fact_lines},
        references=[reference.id for reference in front.references],
        images=path.parent,
    )
    title = _own_segment(body, front.title, "title")
    summary = _own_segment(body, front.summary, "summary")
    blocks = body.read(document.nodes)
    _check_facts(body, front, facts, mistakes)
    mistakes.raise_any()
    if (lost := dropped(document, blocks)) is not None:
        line, text = lost
        raise HandoutsError(
            f"{visible(text)} would be shown to nobody.", file=file, line=line, hint="Write it plainly."
        )

    heading = next(segment for segment in segments_of(blocks) if segment.kind == "heading")
    if title is None or title.msgid == heading.msgid:
        title = replace(heading, kind="title")
    return Handout(
        slug=path.stem,
        path=file,
        title=title,
        summary=summary,
        blocks=blocks,
        audience=front.audience,
        version=front.version,
        reviewed_on=front.reviewed_on,
        facts={**{name: fact for name, fact in facts.items() if name in body.used_facts}, **front.facts},
        references=front.references,
        subjects=front.subjects,
        links={label: link.target for label, link in document.links.items()},
        resource_ids=tuple(body.resource_ids),
    )


def read_all(project: Project) -> tuple[Handout, ...]:
    """Return all handouts of a project by slug. Raises an ExceptionGroup of every mistake in them, also a resource
    that `source/resources.toml` does not have.
    """
    resources = read_resources(project.resources_path, project.root)
    return tuple(collect(lambda path: read_in(project, path, resources), paths(project)))


def paths(project: Project) -> list[Path]:
    """Return the files of a project's handouts, by slug."""
    # Editors keep their own files beside the open one, with a dot before the name.
    found = (path for path in project.source_dir.glob("*.md") if not path.name.startswith("."))
    return sorted(found, key=lambda path: path.stem)


def read_in(project: Project, path: Path, resources: tuple[Resource, ...]) -> Handout:
    """Return one handout of a project. Raises HandoutsError as `read_all` does, or a group of them."""
    return _with_known_resources(read(path, project.root, project.facts), resources)


def images(handout: Handout, root: Path) -> dict[str, Path]:
    """Return the files of the images that a handout shows, by the target that its inline text has."""
    folder = (root / handout.path).parent
    shown = (
        node.target
        for segment in segments_of(handout.blocks)
        for node in markup.walk(markup.parse_inline(segment.msgid))
        if node.kind == "image"
    )
    return {target: path for target in shown if (path := image_path(folder, target)) is not None}


def relative(path: Path, root: Path) -> Path:
    """Return how messages and references name `path`: from `root` where it is below it."""
    return path.relative_to(root) if path.is_relative_to(root) else path


def _check_slug(file: Path, mistakes: Mistakes) -> None:
    if not _SLUG.fullmatch(file.stem):
        hint = "Name it in small letters, digits and hyphens, as in crying-after-sex.md."
        mistakes.add(f"{visible(file.stem)} cannot be the address of a handout.", None, hint)
    elif file.stem == UI_DOMAIN:
        mistakes.add(f"{visible(UI_DOMAIN)} is the catalog of the templates' own words.", None, "Choose another name.")


def _own_segment(body: Body, text: Text | None, kind: SegmentKind) -> Segment | None:
    return None if text is None else body.segment(Node("paragraph", text.line, text.text), kind, heading="")


def _check_facts(body: Body, front: FrontMatter, facts: Mapping[str, Fact], mistakes: Mistakes) -> None:
    for name in front.facts:
        if name not in body.used_facts:
            hint = f"Write {{{name}}} where it belongs, or delete it."
            mistakes.add(f"The fact {visible(name)} is never used.", front.fact_lines[name], hint)
        if name in facts:
            hint = "Give it another name."
            mistakes.add(f"The fact {visible(name)} stands in handouts.toml too.", front.fact_lines[name], hint)


def _with_known_resources(handout: Handout, resources: tuple[Resource, ...]) -> Handout:
    known = {resource.id for resource in resources}
    mistakes = Mistakes(handout.path)
    for block in _walk(handout.blocks):
        if block.kind == "resource" and block.argument not in known:
            hint = nearest(block.argument, known) or "Describe it in source/resources.toml."
            mistakes.add(f"Unknown resource {visible(block.argument)}.", block.line, hint)
    mistakes.raise_any()
    return handout


def _walk(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for block in blocks:
        yield block
        yield from _walk(block.children)
