"""Where river's KSWIN fires, for core/observe/model/stream/kswin.golden.json.

    python -m venv V && V/bin/pip install river==0.26.1 scipy==1.17.1
    V/bin/python -P bench/goldens/kswin.py

KSWIN compares the newest values with a random sample of the older ones. Where the window is twice as long as the sample,
the sample is all of them; for the other streams the places that river drew are kept, so that the same can be drawn.
"""
import json
import random
from pathlib import Path

import river
from river import drift

TARGET = Path(__file__).resolve().parents[2] / "core/observe/model/stream/kswin.golden.json"


def published():
    """The example of river's documentation, which fires at 1016."""
    rng = random.Random(12345)
    return rng.choices([0, 1], k=1000) + rng.choices(range(4, 8), k=1000)


def noisy():
    rng = random.Random(5)
    return [round(rng.gauss(0 if i < 400 else 1.5 if i < 800 else -1, 1), 6) for i in range(1200)]


def fired(stream, **settings):
    """Indices at which it fires, and the places it drew at each comparison."""
    detector = drift.KSWIN(**settings)
    indices, draws = [], []
    original = random.Random.sample

    def recording(self, population, k):
        places = original(self, population, k)
        draws.append(places)
        return places

    random.Random.sample = recording
    for index, value in enumerate(stream):
        detector.update(value)
        if detector.drift_detected:
            indices.append(index)
    random.Random.sample = original
    return indices, draws


short = noisy()[300:520]
at, draws = fired(short, alpha=0.005, window_size=100, stat_size=30, seed=7)
TARGET.write_text(
    json.dumps(
        {
            "source": f"river {river.__version__}",
            "published": {
                "stream": published(),
                "alpha": 0.0001,
                "fired": fired(published(), alpha=0.0001, seed=42)[0],
            },
            "noisy": {
                "stream": noisy(),
                "alpha": 0.005,
                "window": 60,
                "recent": 30,
                "fired": fired(noisy(), alpha=0.005, window_size=60, stat_size=30, seed=1)[0],
            },
            "drawn": {"stream": short, "alpha": 0.005, "fired": at, "draws": draws},
        },
        separators=(",", ":"),
    )
    + "\n"
)
