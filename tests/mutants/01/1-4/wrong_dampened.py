# says: not weakened
def momentum_step(weights, slope, velocity, rate, momentum):
    new = momentum * velocity + (1 - momentum) * slope
    return weights - rate * new, new
