"""Sends what a front end would obey: new cells, questions, pagers, widgets."""

shell = get_ipython()
shell.set_next_input("def double(x): return 2 * x", replace=True)
try:
    shell.payload_manager.write_payload({"source": "ask_exit", "keepkernel": False})
    shell.payload_manager.write_payload({"source": "edit_magic", "filename": SOLUTION, "line_number": 1})
except AttributeError:
    pass
try:
    from comm import create_comm

    for number in range(1000):
        create_comm(target_name=f"t{number}", data={"x": "y" * 1000})
except Exception:
    pass


def double(x):
    return x
