# says: signs are turned round
def slopes(xs, w, u, y):
    states = [0.0]
    for x in xs:
        states.append(w * x + u * states[-1])
    slope, for_w, for_u, back = y - states[-1], 0.0, 0.0, []
    for t in range(len(xs), 0, -1):
        back.insert(0, slope)
        for_w, for_u = for_w + slope * xs[t - 1], for_u + slope * states[t - 1]
        slope = slope * u
    return for_w, for_u, back
