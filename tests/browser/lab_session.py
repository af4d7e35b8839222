"""JupyterLab in a headless Chromium, as a learner meets it: own settings, own port, nothing outside
this machine.
"""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

CHROMIUM = Path("/usr/bin/chromium")  # Debian's
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
FOLDERS = {  # nothing of the user's is read or written
    "JUPYTER_CONFIG_DIR": "config",
    "JUPYTER_DATA_DIR": "data",
    "JUPYTER_RUNTIME_DIR": "runtime",
    "JUPYTERLAB_SETTINGS_DIR": "settings",
    "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    "IPYTHONDIR": "ipython",
}
NO_NEWS = {"fetchNews": "false", "checkForUpdates": False}


class Lab(NamedTuple):
    url: str
    token: str


@contextmanager
def running_lab(notebooks: Path, home: Path, theme: str = "JupyterLab Light"):
    """JupyterLab serving the folder `notebooks`, with its settings and log in `home`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    lab = Lab(f"http://127.0.0.1:{port}/", secrets.token_hex(16))
    _set(home, "notification", NO_NEWS)
    _set(home, "themes", {"theme": theme})
    with (home / "log").open("w") as log:
        process = subprocess.Popen(
            _command(lab, port, notebooks),
            env=_environment(home),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        _wait_for_server(lab, process, home / "log")
        yield lab
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def _set(home: Path, plugin: str, settings: dict) -> None:
    file = (
        home / "settings" / "@jupyterlab" / "apputils-extension" / f"{plugin}.jupyterlab-settings"
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(settings))


def _command(lab: Lab, port: int, notebooks: Path) -> list[str]:
    options = [
        "--no-browser",
        "--allow-root",
        "--ip=127.0.0.1",
        f"--port={port}",
        "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={lab.token}",
        f"--ServerApp.root_dir={notebooks}",
        "--ServerApp.terminals_enabled=False",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.news_url=None",
    ]
    return [sys.executable, "-m", "jupyterlab", *options]


def _environment(home: Path) -> dict[str, str]:
    own = {name: str(home / folder) for name, folder in FOLDERS.items()}
    return {**os.environ, **own, "OMP_NUM_THREADS": "1"}


def _wait_for_server(lab: Lab, process: subprocess.Popen, log: Path, seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(f"{lab.url}api/status?token={lab.token}", timeout=2).close()
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(
                    f"JupyterLab did not start:\n{log.read_text()[-3000:]}"
                ) from None
            time.sleep(0.1)


class Notebook:
    """One notebook open in JupyterLab, with everything that went wrong on its page in `problems`."""

    def __init__(self, browser, lab: Lab, name: str, pictures: Path):
        self.page = browser.new_page(viewport={"width": 1280, "height": 900})
        self.page.set_default_timeout(10_000)
        self.lab, self.name, self.pictures = lab, name, pictures
        self.problems: list[str] = []
        self.page.on("pageerror", lambda error: self.problems.append(f"page error: {error}"))
        self.page.on("console", self._note_console)
        self.page.on("request", self._note_request)
        self.page.on("websocket", self._note_request)
        self.page.goto(f"{lab.url}lab/tree/{name}?reset&token={lab.token}")
        self.page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
        self._wait_for_kernel()

    def _note_console(self, message) -> None:
        if message.type == "error":
            self.problems.append(f"console: {message.text} {message.location}")

    def _note_request(self, request) -> None:
        host = self.lab.url.removeprefix("http")
        if not request.url.startswith((f"http{host}", f"ws{host}", "data:", "blob:")):
            self.problems.append(f"request to the outside: {request.url}")

    def _wait_for_kernel(self, seconds: float = 60) -> None:
        """Running cells before the session is ready runs nothing, or opens a dialog that asks for a
        kernel.
        """
        dialog = self.page.locator(".jp-Dialog button", has_text="Select")
        start = time.monotonic()
        while time.monotonic() < start + seconds:
            if dialog.count():
                dialog.last.click()
            elif self._is_idle() and time.monotonic() > start + 2:
                return
            self.page.wait_for_timeout(200)
        raise RuntimeError("The kernel did not become idle.")

    def _is_idle(self) -> bool:
        indicator = self.page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]")
        return indicator.count() > 0 and self.page.get_by_text("| Idle").count() > 0

    def run_all(self, seconds: float) -> None:
        """Run every cell of a notebook saved without outputs, and wait until all have run or one
        has failed.
        """
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        end = time.monotonic() + seconds
        while not self._has_run():
            if time.monotonic() > end:
                raise RuntimeError(f"Cells still run after {seconds} s: {self.prompts()}")
            self.page.wait_for_timeout(200)

    def _has_run(self) -> bool:
        """All cells are queued at once; when one fails, those after it leave the queue."""
        prompts = self.prompts()
        return prompts[0] != "[ ]:" and "[*]:" not in prompts and self._is_idle()

    def prompts(self) -> list[str]:
        """What stands before each code cell, such as `[3]:`. Cells far off the screen have text and
        no inner text.
        """
        return self.page.locator(".jp-CodeCell .jp-InputPrompt").all_text_contents()

    def errors(self) -> list[str]:
        """Errors that cells ended in, read from the saved file: on the page they look like other
        red text.
        """
        self.page.keyboard.press("Control+s")
        self.page.locator(".lm-TabBar-tab.jp-mod-dirty").wait_for(state="detached")
        cells = self._ask(f"contents/{self.name}")["content"]["cells"]
        outputs = [output for cell in cells for output in cell.get("outputs", [])]
        return [
            f"{error['ename']}: {error['evalue']}"
            for error in outputs
            if error["output_type"] == "error"
        ]

    def _ask(self, resource: str, method: str = "GET"):
        headers = {"Authorization": f"token {self.lab.token}"}
        request = urllib.request.Request(
            f"{self.lab.url}api/{resource}", headers=headers, method=method
        )
        with urllib.request.urlopen(request) as reply:
            return json.loads(reply.read() or "null")

    def screenshot(self, name: str) -> None:
        self.pictures.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=self.pictures / f"{name}.png")

    def close(self) -> None:
        """Close the page and stop its kernel, which would otherwise keep its memory."""
        self.page.close()
        for session in self._ask("sessions"):
            self._ask(f"sessions/{session['id']}", method="DELETE")
