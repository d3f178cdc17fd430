"""Reading brings no pandas along, and leaves it to those who want it."""

import subprocess
import sys
from collections.abc import Callable

CODE = """
import sys
from pathlib import Path
from triage_app.formats.reader import FileFormats
rows = sum(len(chunk) for chunk in FileFormats().open(Path(sys.argv[1])))
print(rows, "pandas" in sys.modules)
import pandas
print(pandas.Series([1]).sum())
"""


def test_a_file_is_read_without_pandas(save: Callable, table: Callable) -> None:
    path = save(table(300))
    done = subprocess.run(
        [sys.executable, "-c", CODE, str(path)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.split() == ["300", "False", "1"]
