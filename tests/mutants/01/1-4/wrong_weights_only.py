# says: `return weights, velocity` is expected
def momentum_step(weights, slope, velocity, rate, momentum):
    new = momentum * velocity + slope
    return weights - rate * new
