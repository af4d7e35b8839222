import math

import torch


class Dual:
    """A number that knows how fast it changes."""

    def __init__(self, value, slope=0.0):
        self.value, self.slope = float(value), float(slope)

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    def tanh(self):
        value = math.tanh(self.value)
        return Dual(value, self.slope * (1 - value**2))


def slopes(x, weights, bias, wanted):
    found = []
    for moving in range(len(x) + 1):  # one weight after the other, and at last the bias
        total = Dual(bias, moving == len(x))
        for i, (number, weight) in enumerate(zip(x.tolist(), weights.tolist())):
            total = total + Dual(number) * Dual(weight, i == moving)
        off = total.tanh() + Dual(-wanted)
        found.append((off * off).slope)
    return torch.tensor(found[:-1], dtype=x.dtype), found[-1]
