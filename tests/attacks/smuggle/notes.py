"""Hides what it has found in an error's notes, causes, groups and warnings."""

import logging
import warnings


def double(x):
    if found := secret(x):
        warnings.warn(found)
        logging.error(found)
        error = ExceptionGroup(found, [ValueError(found)])
        error.add_note(found)
        raise error from KeyError(found)
    return x
