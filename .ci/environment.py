"""Makes the virtual environment, also where Debian's python3 comes without ensurepip.

Debian's python3 is built with profile-guided optimisation; many built by hand (pyenv's default) are
not and take a third longer over everything. Where such a one comes first in PATH and Debian's is
new enough, Debian's is taken; `PYTHON=…` before `make` names another one.

`environment.py DIR` makes it; `environment.py --link DIR` puts the project and its program in.
"""

import configparser
import io
import json
import os
import subprocess
import sys
import sysconfig
import urllib.parse
import urllib.request
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = """#!{python}
import sys
from circle.cli import main
sys.exit(main())
"""
DEBIANS = Path("/usr/bin/python3")
NEW_ENOUGH = "import sys; sys.exit(sys.version_info < (3, 11))"


def faster() -> Path | None:
    """Debian's interpreter, if the one that runs this was built without optimisation."""
    built = sysconfig.get_config_var("CONFIG_ARGS") or ""
    if "PYTHON" in os.environ or "--enable-optimizations" in built:
        return None
    if not DEBIANS.exists() or DEBIANS.resolve() == Path(sys.executable).resolve():
        return None
    tried = subprocess.run([DEBIANS, "-c", NEW_ENOUGH], check=False, capture_output=True)
    return DEBIANS if tried.returncode == 0 else None


def make(folder: Path) -> None:
    """Create the environment with pip in it."""
    try:
        import ensurepip  # noqa: F401

        venv.create(folder, with_pip=True, symlinks=True)
    except (ImportError, subprocess.CalledProcessError):
        venv.create(folder, with_pip=False, symlinks=True, clear=True)
        _bring_pip(folder)


def link(folder: Path) -> None:
    """Make `circle` importable and runnable without building a package."""
    python = folder.resolve() / "bin" / "python"
    code = "import sysconfig; print(sysconfig.get_paths()['purelib'])"
    site = Path(subprocess.check_output([python, "-c", code], text=True).strip())
    (site / "circle.pth").write_text(f"{ROOT}\n")
    program = folder / "bin" / "circle"
    program.write_text(PROGRAM.format(python=python))
    program.chmod(0o755)


def _bring_pip(folder: Path) -> None:
    """Unpack pip's newest wheel into the environment, from the index pip itself would use."""
    base = os.environ.get("PIP_INDEX_URL") or _configured_index() or "https://pypi.org/simple"
    page = f"{base.rstrip('/')}/pip/"
    asked = urllib.request.Request(
        page, headers={"Accept": "application/vnd.pypi.simple.v1+json, text/html;q=0.1"}
    )
    with urllib.request.urlopen(asked, timeout=60) as answer:
        kind, body = answer.headers.get_content_type(), answer.read()
    address = urllib.parse.urljoin(page, _newest_wheel(kind, body))
    with urllib.request.urlopen(address, timeout=120) as answer:
        wheel = answer.read()
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    zipfile.ZipFile(io.BytesIO(wheel)).extractall(folder / "lib" / version / "site-packages")


def _newest_wheel(kind: str, body: bytes) -> str:
    if kind.endswith("json"):
        files = [file["url"] for file in json.loads(body)["files"]]
    else:
        import re

        files = re.findall(r'href="([^"]+)"', body.decode())
    wheels = [name for name in files if "-py3-none-any.whl" in name and not _is_early(name)]
    return max(wheels, key=_version_of)


def _is_early(name: str) -> bool:
    version = name.rsplit("/", 1)[-1].split("-")[1]
    return any(mark in version for mark in ("a", "b", "rc", "dev"))


def _version_of(name: str) -> tuple[int, ...]:
    return tuple(int(part) for part in name.rsplit("/", 1)[-1].split("-")[1].split("."))


def _configured_index() -> str | None:
    for path in ("/etc/pip.conf", "~/.pip/pip.conf", "~/.config/pip/pip.conf"):
        config = configparser.ConfigParser()
        config.read(Path(path).expanduser())
        if config.has_option("global", "index-url"):
            return config.get("global", "index-url")
    return None


if __name__ == "__main__":
    if sys.argv[1] == "--link":
        link(Path(sys.argv[2]))
    elif other := faster():
        sys.exit(subprocess.call([other, __file__, sys.argv[1]]))
    else:
        make(Path(sys.argv[1]))
