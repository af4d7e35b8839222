def momentum_step(weights, slope, velocity, rate, momentum):
    weights, velocity = weights.clone(), velocity.clone()
    velocity *= momentum
    velocity += slope
    weights -= rate * velocity
    return weights, velocity
