"""Golden feature statistics: numpy's quantiles, mean and sample standard deviation of awkward columns.

    python bench/goldens/feature_statistics.py > core/data/feature-statistics.golden.json
"""

import json

import numpy as np

rng = np.random.default_rng(7)
columns = {
    "normal": rng.normal(120, 15, 237).round(3).tolist(),
    "skewed": np.exp(rng.normal(0, 2, 150)).round(6).tolist(),
    "tied": rng.integers(0, 4, 90).astype(float).tolist(),
    "two": [3.0, -1.5],
    "one": [42.0],
    "large": (rng.normal(0, 1, 64) * 1e9 + 1e12).round(0).tolist(),
}
golden = {
    name: {
        "values": values,
        "mean": float(np.mean(values)),
        "sd": float(np.std(values, ddof=1)) if len(values) > 1 else 0.0,
        "quantiles": np.quantile(values, np.arange(101) / 100).tolist(),
    }
    for name, values in columns.items()
}
print(json.dumps({"numpy": np.__version__, "columns": golden}))
