"""Goldens of the Yeo-Johnson transformation: scikit-learn's λ and what it makes of a few values.

    python -m venv /tmp/goldens && /tmp/goldens/bin/pip install scikit-learn==1.9.1
    /tmp/goldens/bin/python bench/goldens/power.py
"""

import json
import pathlib

import numpy as np
import sklearn
from sklearn.preprocessing import PowerTransformer

FILE = pathlib.Path(__file__).parents[2] / "core" / "train" / "preprocess" / "yeo-johnson.golden.json"
rng = np.random.default_rng(3)
samples = {
    "log-normal": np.exp(rng.normal(2, 1, 60)),
    "exponential, mirrored": -rng.exponential(3, 60),
    "around zero": rng.normal(0, 1, 60) ** 3,
    "counts": rng.poisson(2, 60).astype(float),
}
goldens = []
for name, values in samples.items():
    values = np.round(values, 3)
    power = PowerTransformer(standardize=False).fit(values[:, None])
    transformed = power.transform(values[:, None])[:, 0]
    goldens.append({
        "name": name,
        "values": values.tolist(),
        "lambda": float(power.lambdas_[0]),
        "transformed": transformed.tolist(),
    })
FILE.write_text(json.dumps({"sklearn": sklearn.__version__, "goldens": goldens}) + "\n")
