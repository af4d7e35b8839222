"""How well two colors can be told apart, after WCAG 2."""

import numpy as np
from matplotlib.colors import to_rgb


def contrast(color: str, background: str = "white") -> float:
    """Contrast ratio of two colors after WCAG 2 (1 to 21)."""

    def luminance(name: str) -> float:
        channels = [
            c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(name)
        ]
        return float(np.dot(channels, (0.2126, 0.7152, 0.0722)))

    lighter, darker = sorted((luminance(color), luminance(background)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
