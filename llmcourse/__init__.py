"""A course on large language models in notebooks, in which every claim is an experiment."""

__version__ = "0.1.0"
