# says: belongs to the step
def momentum_step(weights, slope, velocity, rate, momentum):
    new = momentum * velocity + rate * slope
    return weights - new, new
