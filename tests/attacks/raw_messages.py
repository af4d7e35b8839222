kernel = get_ipython().kernel


def send(kind, content, parent=None):
    kernel.session.send(kernel.iopub_socket, kind, content, parent=parent or kernel.get_parent())


def double(x):
    send("display_data", {})
    send("display_data", {"data": 7, "metadata": None, "transient": []})
    send("stream", {"text": 5})
    send("error", {})
    send("no such type", {"execution_state": "idle"})
    send("status", {"execution_state": "idle"})
    return x
