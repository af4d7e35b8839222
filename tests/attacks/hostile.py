"""The hostile class: every submission in it, of what kind it is, and what it deserves.

A learner is called KIND-NAME, except where the name is the attack. Two honest learners stand beside
each kind.
"""

import toy_assignment as toy
from attacks import cells, files, notebooks, sources
from attacks.case import Case

WRITERS = {
    "sources": sources.hand_in,
    "notebooks": notebooks.hand_in,
    "bytes": files.hand_in_bytes,
    "links": files.hand_in_links,
    "names": files.hand_in_names,
}
WORK = """def double(x):
    import torch
    for _ in range(100):
        torch.ones(300, 300) @ torch.ones(300, 300)
    return 2 * x"""


def hand_in(folder, known, private, only=None):
    """Write the class into `folder`, or the answer cells with a name in `only`; the cases."""
    cases = list(cells.hand_in(folder, known, only))
    for write in WRITERS.values() if only is None else ():
        cases += write(folder, known)
    for kind in dict.fromkeys(case.kind for case in cases):
        cases += _honest(folder, kind, private)
    return cases


def _honest(folder, kind, private):
    """Before and after each kind in the alphabet; the second works for a while."""
    for name, source in ((f"{kind}-0-honest", toy.RIGHT["1.1"]), (f"{kind}-zz-honest", WORK)):
        answers = {"1.1": f"{source}\n# {private}", "1.2": f"{toy.RIGHT['1.2']}\n# {private}"}
        toy.save(toy.submission(answers), folder / f"{name}.ipynb")
        yield Case("honest", name, (3, 2))
