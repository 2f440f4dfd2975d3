"""The example of the documentation runs with NumPy and SciPy only, and prints sums that are right."""

import re
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
ALONE = """
import runpy, sys

class Wall:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        is_python = top in sys.stdlib_module_names or top.startswith("_sysconfigdata")
        if not is_python and top not in {"numpy", "scipy", "eigenart"}:
            raise ModuleNotFoundError(f"{name} is not allowed here", name=name)

sys.meta_path.insert(0, Wall())
runpy.run_path(sys.argv[1], run_name="__main__")
floors = {name.split(".")[1] for name in sys.modules if name.startswith("eigenart.")}
print("floors:", ",".join(sorted(floors)))
"""


def test_the_example_runs_alone_and_adds_up() -> None:
    script = REPOSITORY / "docs/engine_example.py"
    done = subprocess.run(
        [sys.executable, "-c", ALONE, str(script)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "floors: core,engine"
    blocks = re.split(r"\n\n(?=\d+\. )", done.stdout)[1:]
    assert len(blocks) == 4
    for block in blocks:
        score = float(re.search(r": (-?\d+\.\d+)$", block.splitlines()[0]).group(1))  # type: ignore[union-attr]
        amounts = [float(a) for a in re.findall(r"^   ([+-]\d+\.\d+) =", block, flags=re.MULTILINE)]
        assert abs(score - sum(amounts)) < 0.0005
