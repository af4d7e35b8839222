import heapq


def fewest_tokens(text, vocabulary):
    waiting, done = [(0, 0)], set()
    while waiting:
        count, at = heapq.heappop(waiting)
        if at == len(text):
            return count
        if at not in done:
            done.add(at)
            for token in vocabulary:
                if token and text[at : at + len(token)] == token:
                    heapq.heappush(waiting, (count + 1, at + len(token)))
    return None
