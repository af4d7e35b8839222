# says: not slowed down
def momentum_step(weights, slope, velocity, rate, momentum):
    new = velocity + slope
    return weights - rate * new, new
