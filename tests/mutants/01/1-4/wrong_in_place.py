# says: in place
def momentum_step(weights, slope, velocity, rate, momentum):
    velocity *= momentum
    velocity += slope
    return weights - rate * velocity, velocity
