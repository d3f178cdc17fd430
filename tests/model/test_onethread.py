import subprocess
import sys
from pathlib import Path

_CODE = """
from model.onethread import one_thread
with one_thread():
    import scipy.optimize, sklearn.calibration, sklearn.feature_extraction.text
    from threadpoolctl import threadpool_info
    print(len(threadpool_info()), max(i["num_threads"] for i in threadpool_info()))
"""


def test_libraries_that_nobody_has_loaded_yet_are_held_to_one_thread() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _CODE],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    libraries, threads = map(int, done.stdout.split())
    assert libraries > 1
    assert threads == 1
