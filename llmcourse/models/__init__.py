"""The models of the course, from plain attention to a real language model."""
