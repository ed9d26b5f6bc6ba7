"""`pipeline.project`: what handouts.toml can say, and every mistake in it as one line with its remedy."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import project, tables
from pipeline.branding import Branding
from pipeline.errors import HandoutsError
from pipeline.model import Fact, Severity
from pipeline.project import Gates, ReviewRules

BAD = Path(__file__).parent / "bad_input" / "projects"

WHOLE = """\
[project]
name = "Patient handouts"
source-locale = "en"
locales = ["es", "ar", "zh_Hans"]
territories = ["US", "GB"]
url = "https://example.org/handouts"

[gates]
translated = 95
fail-on = "warning"

[gates.locale.ar]
reviewed = 80
reviewed-by = ["linguistic", "clinical"]

[gates.locale.es]
fail-on = "never"

[review]
verify = "ssh"
second-person = false

[checks]
"unchanged" = "off"
number-mismatch = "error"

[checks.locale.ar]
unchanged = "info"
kashida = "off"

[checks.domain.ui]
unchanged = "error"

[facts]
clinic_phone = "call us"
beds = 12
opened = 1999-05-01
p_exact = 5.0
[facts.pct_men]
value = 41
format = "percent"
sample = "1,208 men"
year = 2019
citation = "maczkowiack-2019"
note = "ever"

[branding]
name = "Clínica"
address = "1 Main St"
phone = "+15055550123"
"""


def written(folder: Path, text: str) -> Path:
    (folder / "handouts.toml").write_text(text, encoding="utf-8")
    return folder


def test_all_that_it_can_say(tmp_path: Path) -> None:
    loaded = project.load(written(tmp_path, WHOLE))
    assert loaded.name == "Patient handouts"
    assert loaded.source_locale == "en"
    assert loaded.locales == ("es", "ar", "zh_Hans")
    assert loaded.territories == ("US", "GB")
    assert loaded.url == "https://example.org/handouts"
    assert loaded.gates == Gates(95, 100, Severity.WARNING)
    assert loaded.gates_for("zh_Hans") == loaded.gates
    assert loaded.gates_for("ar") == Gates(95, 80, Severity.WARNING, ("clinical", "linguistic"))
    assert loaded.review == ReviewRules("ssh", second_person=False)
    assert loaded.gates_for("es") == Gates(95, 100, None)
    assert loaded.severities == {"unchanged": Severity.OFF, "number-mismatch": Severity.ERROR}
    assert loaded.severities_for("es", "x") == loaded.severities
    of_arabic = {"unchanged": Severity.INFO, "number-mismatch": Severity.ERROR, "kashida": Severity.OFF}
    assert loaded.severities_for("ar", "x") == of_arabic
    assert loaded.severities_for("ar", "ui") == of_arabic | {"unchanged": Severity.ERROR}
    assert loaded.branding == Branding("Clínica", "1 Main St", "+15055550123")
    assert loaded.facts == {
        "clinic_phone": Fact("clinic_phone", "call us", "text"),
        "beds": Fact("beds", Decimal(12), "number"),
        "opened": Fact("opened", date(1999, 5, 1), "date"),
        "p_exact": Fact("p_exact", Decimal("5.0"), "number"),
        "pct_men": Fact("pct_men", Decimal(41), "percent", "maczkowiack-2019", "1,208 men", 2019, "ever"),
    }
    assert str(loaded.facts["p_exact"].value) == "5.0"


def test_the_least_that_it_can_say(tmp_path: Path) -> None:
    loaded = project.load(written(tmp_path, '[project]\nname = "A"\nterritories = ["US"]\n'))
    assert (loaded.source_locale, loaded.locales, loaded.url) == ("en", (), "")
    assert loaded.gates == Gates(100, 100, Severity.ERROR)
    assert loaded.review == ReviewRules("none", second_person=True)
    assert not loaded.facts
    assert not loaded.severities


def test_line_ends_and_byte_order_mark_of_windows(tmp_path: Path) -> None:
    (tmp_path / "handouts.toml").write_bytes(b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode())
    assert project.load(tmp_path).locales == ("es", "ar", "zh_Hans")


def test_where_things_are(tmp_path: Path) -> None:
    loaded = project.load(written(tmp_path, WHOLE))
    assert loaded.source_dir == tmp_path / "source"
    assert loaded.resources_path == tmp_path / "source/resources.toml"
    assert loaded.terms_path == tmp_path / "source/terms.tbx"
    assert loaded.reviewers_path == tmp_path / "locales/reviewers.toml"
    assert loaded.template_path("x") == tmp_path / "locales/x.pot"
    assert loaded.catalog_path("es", "x") == tmp_path / "locales/es/LC_MESSAGES/x.po"
    assert loaded.ledger_path("es") == tmp_path / "locales/es/reviews.toml"
    assert loaded.output_dir == tmp_path / "output"


def test_find_walks_up(tmp_path: Path) -> None:
    written(tmp_path, WHOLE)
    below = tmp_path / "source" / "images"
    below.mkdir(parents=True)
    assert project.find(below) == tmp_path
    assert project.find(tmp_path) == tmp_path


def test_no_project(tmp_path: Path) -> None:
    for function in (project.find, project.load):
        with pytest.raises(HandoutsError, match=r"No handouts\.toml in ") as caught:
            function(tmp_path)
        assert caught.value.hint == "Run `handouts init`."


@pytest.mark.parametrize("folder", sorted(BAD.iterdir()), ids=lambda folder: folder.name)
def test_mistakes(folder: Path) -> None:
    with pytest.raises(HandoutsError) as caught:
        project.load(folder)
    assert f"{caught.value}\n" == (folder / "expected.txt").read_text(encoding="utf-8")


LINES = '''\
top = 1
# [no.table] in a comment
list = [
    "a", # ]
    "]",
]
text = """first
[no.table]
no = 1"""
["quoted.name".plain]
a.b = { c = 1 }
[[row]]
x = 1

[[row]]
x = 2
[row.below]
hash = "#" # = no
[[row.deep]]
y = 1
[[row.deep]]
y = 2
'''


def test_every_line_is_found() -> None:
    assert tables.parse(LINES, "x.toml").document.lines == {
        ("top",): 1,
        ("list",): 3,
        ("text",): 7,
        ("quoted.name",): 10,
        ("quoted.name", "plain"): 10,
        ("quoted.name", "plain", "a"): 11,
        ("quoted.name", "plain", "a", "b"): 11,
        ("row",): 12,
        ("row", 0): 12,
        ("row", 0, "x"): 13,
        ("row", 1): 15,
        ("row", 1, "x"): 16,
        ("row", 1, "below"): 17,
        ("row", 1, "below", "hash"): 18,
        ("row", 1, "deep"): 19,
        ("row", 1, "deep", 0): 19,
        ("row", 1, "deep", 0, "y"): 20,
        ("row", 1, "deep", 1): 21,
        ("row", 1, "deep", 1, "y"): 22,
    }


@given(st.binary() | st.text().map(str.encode) | st.text(alphabet="[]{}=\"'#.,ab1\n").map(str.encode))
def test_any_file_is_a_project_or_one_mistake(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "handouts.toml").write_bytes(content)
    with pytest.raises(HandoutsError, match=r".") as caught:  # No such file says all that a project must.
        project.load(folder)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["x = " + "[" * 5000 + "]" * 5000, "x = 1" + "0" * 5000, "x = 2026-02-30"])
def test_what_tomllib_itself_cannot_take(tmp_path: Path, text: str) -> None:
    with pytest.raises(HandoutsError, match=r"Not TOML"):
        project.load(written(tmp_path, text))
