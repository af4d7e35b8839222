def fewest_tokens(text, vocabulary):
    reached, steps, seen = {0}, 0, {0}
    while reached:
        if len(text) in reached:
            return steps
        reached = {at + len(t) for at in reached for t in vocabulary if t and text.startswith(t, at)} - seen
        seen |= reached
        steps += 1
    return None
