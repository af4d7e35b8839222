"""The checker of types that the tests put around every function of the package: an int may stand
where a float may.
"""

from beartype import BeartypeConf, beartype

check = beartype(conf=BeartypeConf(is_pep484_tower=True))
