"""`python -m tests.golden` writes the golden files anew; read the diff before you commit it."""

from pipeline import files
from tests.golden.outputs import EXPECTED, outputs

made = outputs()
for name, content in made.items():
    if files.write(EXPECTED / name, content):
        print(f"tests/golden/expected/{name} written.")
for path in EXPECTED.iterdir():
    if path.name not in made:
        path.unlink()
        print(f"tests/golden/expected/{path.name} removed.")
