"""Where labels stand that must not cover each other."""

from collections.abc import Sequence


def spread(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """The places, moved apart to at least `gap`, in their order, within [low, high] if they fit.

    Neighbours that are too close become a block, centred where its members want to be.
    """
    order = sorted(range(len(places)), key=lambda i: places[i])
    blocks: list[list[float]] = []  # [centre, members]
    for i in order:
        blocks.append([places[i], 1.0])
        while len(blocks) > 1:
            (below, m), (above, n) = blocks[-2:]
            if above - below >= gap * (m + n) / 2:
                break
            blocks[-2:] = [[(below * m + above * n) / (m + n), m + n]]
    made: list[float] = []
    for centre, members in blocks:
        half = gap * (members - 1) / 2
        centre = max(low + half, min(high - half, centre))
        made += [centre - half + gap * k for k in range(int(members))]
    for k in range(1, len(made)):  # blocks that the limits pushed together
        made[k] = max(made[k], made[k - 1] + gap)
    return [made[order.index(i)] for i in range(len(places))]
