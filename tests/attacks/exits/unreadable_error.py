"""Raises errors that fail, in their turn, whenever they are looked at."""


class Meta(type):
    __name__ = property(lambda cls: 1 / 0)
    __instancecheck__ = __subclasscheck__ = lambda *_: 1 / 0


class Broken(Exception, metaclass=Meta):
    __str__ = __repr__ = lambda self: 7
    __traceback__ = __cause__ = __context__ = property(lambda self: 1 / 0)
    __notes__ = 5


def double(x):
    raise Broken
