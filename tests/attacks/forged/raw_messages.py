"""Sends messages of a kernel by hand: empty, of wrong types, of unknown kinds, that all is done."""

kernel = getattr(get_ipython(), "kernel", None)


def send(kind, content):
    if kernel is not None:
        kernel.session.send(kernel.iopub_socket, kind, content, parent=kernel.get_parent())
    everywhere({"kind": kind, "content": content})


def double(x):
    send("display_data", {})
    send("display_data", {"data": 7, "metadata": None, "transient": []})
    send("stream", {"text": 5})
    send("error", {})
    send("no such type", {"execution_state": "idle"})
    send("status", {"execution_state": "idle"})
    return x
