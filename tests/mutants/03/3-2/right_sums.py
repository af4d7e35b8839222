def slopes(xs, w, u, y):
    n = len(xs)
    states = [sum(w * xs[i] * u ** (t - 1 - i) for i in range(t)) for t in range(n + 1)]
    back = [(states[n] - y) * u ** (n - t) for t in range(1, n + 1)]
    return sum(b * x for b, x in zip(back, xs)), sum(b * h for b, h in zip(back, states)), back
