"""A course on large language models in notebooks, in which every claim is an experiment."""

from llmcourse.moved import install

__version__ = "0.2.0"

install()
