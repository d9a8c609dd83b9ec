"""A whole site for a measurement: its own data folder, database and server processes."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[1]


class Site:
    """One installation on a free loopback port; use as a context manager."""

    def __init__(self, database_url: str | None = None, *, folder: Path | None = None) -> None:
        self._temporary = None if folder else tempfile.TemporaryDirectory(prefix="circle-bench-")
        self.folder = folder or Path(self._temporary.name)
        self.database_url = database_url or f"sqlite:///{self.folder / 'circle.db'}"
        self.port = free_port()
        self._process: subprocess.Popen | None = None

    @property
    def environ(self) -> dict[str, str]:
        """The settings of this installation."""
        return {
            **os.environ, "CIRCLE_DATA": str(self.folder), "CIRCLE_RATE_LIMITS": "off",
            "CIRCLE_DATABASE_URL": self.database_url, "PYTHONPATH": str(ROOT),
        }  # fmt: skip

    def command(
        self, *arguments: str, stdin: str | None = None, limits: str = "off"
    ) -> str:
        """Run `circle …` and give back what it printed; its failure is ours."""
        result = subprocess.run(
            [sys.executable, "-m", "circle.cli", *arguments], cwd=ROOT, input=stdin,
            env={**self.environ, "CIRCLE_RATE_LIMITS": limits}, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        if result.returncode:
            raise SystemExit(f"circle {' '.join(arguments)}: {result.stdout}{result.stderr}")
        return result.stdout

    def start(self, program: str = "run") -> None:
        """Start the server processes in a group of their own and wait until they answer."""
        log = (self.folder / "server.log").open("a")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "circle.cli", program, "--port", str(self.port)],
            env=self.environ, cwd=ROOT, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        self.wait()

    def wait(self, seconds: float = 30) -> None:
        """Wait until /healthz answers."""
        if not wait_until_healthy(self.port, seconds):
            raise SystemExit("no answer: " + (self.folder / "server.log").read_text()[-4000:])

    @property
    def address(self) -> str:
        """Where the site is."""
        return f"http://127.0.0.1:{self.port}"

    def pids(self) -> list[int]:
        """Every process of the group, the first one first."""
        leader = self._process.pid
        group = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    if os.getpgid(int(entry.name)) == leader:
                        group.append(int(entry.name))
                except ProcessLookupError:
                    continue
        return sorted(group, key=lambda pid: pid != leader)

    def kill(self) -> None:
        """SIGKILL to the whole group at once, as when the machine's memory runs out."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None

    def stop(self) -> None:
        """SIGTERM, and wait for the requests in flight."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()
        self._process = None

    def __enter__(self) -> "Site":
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()
        if self._temporary:
            self._temporary.cleanup()


class Caller:
    """Calls the JSON interface with a token."""

    def __init__(self, site: Site, token: str) -> None:
        self._site, self._token = site, token

    def call(self, method: str, path: str, body: object = None, key: str | None = None):
        """The status and body of one call; status 0 when the server went away meanwhile."""
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(
            f"{self._site.address}/api/v1{path}", data, headers, method=method
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            return error.code, error.read()
        except (OSError, ValueError, EOFError):
            return 0, None


def free_port() -> int:
    """A loopback port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_healthy(port: int, seconds: float = 30) -> bool:
    """Wait until /healthz answers; False when it does not."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).close()
        except OSError:
            time.sleep(0.02)
        else:
            return True
    return False
