"""What users see is what it was, byte for byte; `./run golden` writes the files anew, for a person to compare."""

from tests.golden.outputs import EXPECTED, outputs


def test_outputs_are_the_golden_files() -> None:
    made = outputs()
    assert {path.name for path in EXPECTED.iterdir()} == set(made)
    for name, content in made.items():
        # Lines say where the first difference is; bytes would not.
        assert content.decode().splitlines() == (EXPECTED / name).read_text().splitlines(), name
