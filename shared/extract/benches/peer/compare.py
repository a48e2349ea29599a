"""Runs the benchmark of contacts and its Python peer one after the other and prints both with the ratio.

    python3 shared/extract/benches/peer/compare.py

Needs Rust and Python 3; what else it needs it puts under .local/.
"""

import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[3]
VENV = ROOT / ".local" / "bench-peer"

if not (VENV / "ready").exists():
    subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
    pip = [VENV / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    subprocess.run([*pip, "--requirement", HERE / "requirements.txt"], check=True)
    (VENV / "ready").touch()

print("benchmark: building and measuring, about a minute", file=sys.stderr)
target = json.loads(subprocess.run(["cargo", "metadata", "--format-version", "1", "--no-deps"], cwd=ROOT, check=True, capture_output=True).stdout)["target_directory"]
subprocess.run(["cargo", "bench", "--package", "extract", "--bench", "contacts"], cwd=ROOT, check=True, stdout=sys.stderr)
print(f"{'contacts':>9} {'Firstday, rows/s':>17} {'Python, rows/s':>15} {'ratio':>6}")
for count in (4722, 100000):
    nanoseconds = json.loads((pathlib.Path(target) / "criterion" / "contacts" / str(count) / "new" / "estimates.json").read_text())["mean"]["point_estimate"]
    ours = count / nanoseconds * 1e9
    theirs = float(subprocess.run([VENV / "bin" / "python", HERE / "peer.py", str(count)], check=True, capture_output=True, text=True).stdout)
    print(f"{count:>9} {ours:>17,.0f} {theirs:>15,.0f} {ours / theirs:>6.1f}")
