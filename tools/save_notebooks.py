"""For maintainers: run notebooks top to bottom and save them clean, or say with --check which ones
are not.

    python tools/save_notebooks.py notebooks/04_self_attention.ipynb
    python tools/save_notebooks.py --check notebooks/*.ipynb

A chapter keeps in its metadata what it took, for the README's table. A notebook in solutions/ is
also released: its exercise notebook is derived anew.
"""

import argparse
import sys
import time
from copy import deepcopy
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from llmcourse.grading.assignment.release import ReleaseError, release_exercises
from llmcourse.machine.files import write_whole

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
LANGUAGE = {"name": "python"}
KEPT_NOTEBOOK_METADATA = ("llmcourse",)
DROPPED_CELL_METADATA = ("collapsed", "ExecuteTime", "execution", "scrolled", "trusted")
WIDGET = "application/vnd.jupyter.widget-view+json"
ANSWER = "application/vnd.llmcourse.answer+json"


def main(arguments: list[str] | None = None) -> int:
    """Exit status: 0 when every notebook was saved (or, with --check, is clean already), 1
    otherwise.
    """
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="+", type=Path)
    parser.add_argument(
        "--check", action="store_true", help="change nothing; say what is not executed and clean"
    )
    parser.add_argument(
        "--timeout", type=int, default=600, help="seconds for one cell (default 600)"
    )
    options = parser.parse_args(arguments)
    fine = [
        check(path) if options.check else save(path, options.timeout) for path in options.notebooks
    ]
    return 0 if all(fine) else 1


def check(path: Path) -> bool:
    """Say what keeps the notebook from being executed and clean; True when nothing does."""
    found = faults(nbformat.read(path, as_version=nbformat.NO_CONVERT))
    print("\n".join(f"{path}: {fault}" for fault in found) or f"{path}: executed and clean")
    return not found


def faults(notebook: NotebookNode) -> list[str]:
    """What keeps a notebook from being executed top to bottom and clean, one line each."""
    counts = [
        cell.execution_count
        for cell in notebook.cells
        if cell.cell_type == "code" and cell.source.strip()
    ]
    failed = [
        cell.id
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type == "error"
    ]
    found = [f"cell {id!r} ends in an error" for id in failed]
    if counts != list(range(1, len(counts) + 1)):
        found.append("not executed top to bottom in a fresh kernel")
    clean = cleaned(notebook)
    if clean.metadata != notebook.metadata:
        found.append("notebook metadata is not clean")
    found += [
        f"cell {a.id!r} is not clean"
        for a, b in zip(notebook.cells, clean.cells, strict=True)
        if a != b
    ]
    return found


def save(path: Path, timeout: int = 600) -> bool:
    """Run and save one notebook; when a cell fails, say which and leave the file as it is."""
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    if (notebook.nbformat, notebook.nbformat_minor) != (4, 5):
        print(
            f"{path}: not saved: the notebook format is not 4.5. Open it in JupyterLab and save it "
            "once."
        )
        return False
    start = time.monotonic()
    try:
        peak = run(notebook, path.resolve().parent, timeout)
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        print(f"{path}: not saved, a cell failed:\n{error}")
        return False
    for id, text in warnings(notebook):
        print(f"{path}: cell {id!r} wrote to stderr, which is not kept:\n{text.rstrip()}")
    took = {"seconds": round(time.monotonic() - start), "peak_megabytes": peak and round(peak)}
    if path.resolve().parent.name == "notebooks":
        notebook.metadata["llmcourse"] = notebook.metadata.get("llmcourse", {}) | took
    write_whole(path, nbformat.writes(cleaned(notebook), version=nbformat.NO_CONVERT) + "\n")
    memory = (
        f"peak {took['peak_megabytes']:,} MB" if peak else "peak memory not known on this system"
    )
    print(f"{path}: {took['seconds']} s, {memory}, {path.stat().st_size / 1000:.0f} kB")
    return path.resolve().parent.name != "solutions" or _derive_exercises(path)


def run(notebook: NotebookNode, folder: Path, timeout: int = 600) -> float | None:
    """Run every cell in a fresh python3 kernel, in place; returns the kernel's peak memory in MB
    (10^6 bytes).
    """
    client = NotebookClient(
        notebook,
        timeout=timeout,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        store_widget_state=False,
    )
    client.reset_execution_trackers()
    with client.setup_kernel():
        for index, cell in enumerate(notebook.cells):
            client.execute_cell(cell, index, execution_count=client.code_cells_executed + 1)
        provisioner: Any = client.km.provisioner if client.km else None
        return peak_memory(provisioner.pid)


def peak_memory(pid: int) -> float | None:
    """Peak resident memory of a running process in MB, as Linux counts it; None elsewhere."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return None
    kilobytes = next(
        line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM")
    )
    return int(kilobytes) * 1024 / 1e6


def warnings(notebook: NotebookNode) -> list[tuple[str, str]]:
    """Cell id and text of all that was written to stderr."""
    outputs = [(cell.id, output) for cell in notebook.cells for output in cell.get("outputs", [])]
    return [(id, output.text) for id, output in outputs if output.get("name") == "stderr"]


def cleaned(notebook: NotebookNode) -> NotebookNode:
    """A copy without stderr, widgets, emitted answers, timings, and whatever is personal in the
    metadata.
    """
    clean = deepcopy(notebook)
    kept = {name: clean.metadata[name] for name in KEPT_NOTEBOOK_METADATA if name in clean.metadata}
    clean.metadata = NotebookNode(
        kernelspec=NotebookNode(KERNEL), language_info=NotebookNode(LANGUAGE), **kept
    )
    for cell in clean.cells:
        for name in DROPPED_CELL_METADATA:
            cell.metadata.pop(name, None)
        if cell.cell_type == "code":
            cell.outputs = _joined(
                [output for output in map(_clean_output, cell.outputs) if output]
            )
    return clean


def _clean_output(output: NotebookNode) -> NotebookNode | None:
    """The output as it is saved, or None for one that is not."""
    data = output.get("data", {})
    widget = data.pop(WIDGET, None) is not None
    # "VBox(children=…)": says nothing without its widget.
    only_text_left = set(data) <= {"text/plain"}
    if output.get("name") == "stderr" or ANSWER in data or (widget and only_text_left):
        return None
    return output


def _joined(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Printed text arrives in pieces, cut differently in every run: pieces that follow each other
    become one.
    """
    joined: list[NotebookNode] = []
    for output in outputs:
        if joined and output.output_type == joined[-1].output_type == "stream":
            joined[-1].text += output.text
        else:
            joined.append(output)
    return joined


def _derive_exercises(path: Path) -> bool:
    target = path.resolve().parents[1] / "exercises" / path.name
    try:
        changed = release_exercises(path, target)
    except ReleaseError as error:
        print(f"{path}: saved, but not released. {error}")
        return False
    print(f"{target.parent.name}/{target.name}: {'derived anew' if changed else 'unchanged'}")
    return True


if __name__ == "__main__":
    sys.exit(main())
