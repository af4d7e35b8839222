import heapq


def encode(text, merges):
    order = {tuple(pair): i for i, pair in enumerate(merges)}
    token, end, start_of = list(text), list(range(1, len(text) + 1)), {}
    waiting = []

    def look(left):
        """Put the pair that begins at this place among those that wait, if it was learned."""
        right = end[left]
        if right < len(text) and (token[left], token[right]) in order:
            heapq.heappush(waiting, (order[token[left], token[right]], left, token[left], token[right]))

    for place in range(len(text)):
        start_of[place + 1] = place  # by its end: where a token begins
        look(place)
    while waiting:
        _, left, first, second = heapq.heappop(waiting)
        right = end[left] if token[left] == first else len(text)
        if right < len(text) and token[right] == second:
            token[left], token[right], end[left] = first + second, None, end[right]
            start_of[end[left]] = left
            look(left)
            if left > 0:
                look(start_of[left])
    return [(token[place], place, end[place]) for place in range(len(text)) if token[place]]
