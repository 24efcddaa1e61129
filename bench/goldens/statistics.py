"""Goldens of core/observe: two-sample statistics by scipy, drift detectors by river.

    python -m venv V && V/bin/pip install numpy==2.4.6 scipy==1.17.1 river==0.26.1
    V/bin/python bench/goldens/statistics.py

Writes core/observe/statistics/statistics.golden.json and core/observe/model/stream/detectors.golden.json.
"""
import json
import random
from pathlib import Path

import numpy as np
import river
import scipy
from river import drift
from scipy import special, stats
from scipy.spatial.distance import jensenshannon

ROOT = Path(__file__).resolve().parents[2] / "core" / "observe"
rng = np.random.default_rng(7)


def counts(reference, current):
    cuts = np.unique(np.quantile(reference, np.arange(1, 10) / 10))
    edges = np.concatenate([[-np.inf], cuts, [np.inf]])
    # (a, b]: searchsorted on the left puts a value equal to a cut into the bin that ends there
    count = lambda x: np.bincount(np.searchsorted(cuts, x, side="left"), minlength=len(edges) - 1)
    return cuts, count(reference).astype(float), count(current).astype(float)


def smoothed(c):
    c = np.where(c == 0, 0.5, c)
    return c / c.sum()


def of_counts(r, c):
    rs, cs = smoothed(r), smoothed(c)
    keep = (r + c) > 0
    table = np.array([r[keep], c[keep]])
    one = table.shape[1] == 1
    chi = (0.0, 1.0) if one else stats.chi2_contingency(table, correction=False)[:2]
    g = (0.0, 1.0) if one else stats.chi2_contingency(table, correction=False, lambda_="log-likelihood")[:2]
    return {
        "reference": r.tolist(), "current": c.tolist(),
        "psi": float(np.sum((cs - rs) * np.log(cs / rs))),
        "kl": float(stats.entropy(cs, rs)),
        "js": float(np.nan_to_num(jensenshannon(r / r.sum(), c / c.sum(), base=2))),
        "hellinger": float(np.sqrt(np.sum((np.sqrt(r / r.sum()) - np.sqrt(c / c.sum())) ** 2) / 2)),
        "total_variation": float(np.abs(r / r.sum() - c / c.sum()).sum() / 2),
        "chi_square": list(map(float, chi)), "g": list(map(float, g)),
        "cramers_v": 0.0 if one else float(stats.contingency.association(table.astype(int), method="cramer")),
    }


def of_values(name, reference, current):
    reference, current = np.asarray(reference, float), np.asarray(current, float)
    r, c = reference[~np.isnan(reference)], current[~np.isnan(current)]
    cuts, rc, cc = counts(r, c)
    exact = stats.ks_2samp(r, c, method="exact")
    n, m = len(r), len(c)
    t = stats.ttest_ind(r, c, equal_var=False)
    u = stats.mannwhitneyu(r, c, method="asymptotic")
    as_json = lambda x: [None if np.isnan(v) else float(v) for v in x]
    return {
        "name": name, "reference": as_json(reference), "current": as_json(current), "cuts": cuts.tolist(),
        "ks": float(exact.statistic), "ks_exact": float(exact.pvalue),
        "ks_asymptotic": float(special.kolmogorov(np.sqrt(n * m / (n + m)) * exact.statistic)),
        "wasserstein": float(stats.wasserstein_distance(r, c)),
        "wasserstein_std": float(stats.wasserstein_distance(r, c) / np.std(r, ddof=1)),
        "t": [float(t.statistic), float(t.df), float(t.pvalue)],
        "mann_whitney": [float(u.statistic), float(u.pvalue)],
        "counts": of_counts(rc, cc),
    }


with_gaps = np.round(rng.normal(50, 9, 80), 1)
with_gaps[::7] = np.nan
values = [
    of_values("normal", rng.normal(0, 1, 120), rng.normal(0.3, 1.2, 75)),
    of_values("few ties", np.round(rng.normal(10, 2, 60), 1), np.round(rng.normal(11, 2, 90), 1)),
    of_values("many ties", rng.integers(0, 4, 100), rng.integers(0, 5, 64)),
    of_values("with NaN", with_gaps, np.where(rng.random(70) < 0.2, np.nan, rng.normal(53, 9, 70))),
    of_values("heavy tails", rng.standard_cauchy(90), rng.standard_cauchy(110) * 2),
    of_values("disjoint", rng.normal(0, 1, 30), rng.normal(100, 1, 40)),
    of_values("log-normal, large", rng.lognormal(8, 2, 150), rng.lognormal(8.4, 2, 150)),
    of_values("tiny", [1, 2, 3], [2, 5]),
]
categories = [
    of_counts(np.array([50.0, 50]), np.array([60.0, 40])),
    of_counts(np.array([10.0, 0, 5, 0]), np.array([3.0, 4, 0, 0])),
    of_counts(rng.integers(0, 40, 30).astype(float), rng.integers(0, 9, 30).astype(float)),
    of_counts(np.array([7.0]), np.array([9.0])),
]
p = rng.random(12) ** 3
tails = {
    "chi2": [[x, k, float(stats.chi2.sf(x, k))] for x in (0.1, 3.0, 30.0, 400.0) for k in (1, 9, 50)],
    "normal": [[z, float(stats.norm.sf(z))] for z in (-3.0, 0.0, 1.5, 6.0, 20.0)],
    "poisson": [[k, m, float(stats.poisson.sf(k - 1, m))] for k, m in ((0, 2.0), (1, 1.0), (7, 1.8), (40, 10.0))],
    "kolmogorov": [[x, float(special.kolmogorov(x))] for x in (0.2, 0.5, 0.9, 1.0, 1.3, 2.5, 5.0)],
}
json.dump(
    {"made_by": f"bench/goldens/statistics.py, scipy {scipy.__version__}, numpy {np.__version__}",
     "values": values, "categories": categories, "tails": tails,
     "false_discovery": {"p": p.tolist(), "bh": stats.false_discovery_control(p, method="bh").tolist(),
                         "by": stats.false_discovery_control(p, method="by").tolist()}},
    open(ROOT / "statistics" / "statistics.golden.json", "w"))


def fired(detector, stream):
    at = []
    for i, x in enumerate(stream):
        detector.update(x)
        if detector.drift_detected:
            at.append(i)
    return at


draw = random.Random(12345)
steps = draw.choices([0, 1], k=1000) + draw.choices(range(4, 8), k=1000)
small = random.Random(3)
noisy = [round(small.gauss(0.3, 0.1), 6) for _ in range(1500)] + [round(small.gauss(0.4, 0.1), 6) for _ in range(1500)]
flat = [round(small.random(), 6) for _ in range(3000)]
bit = random.Random(42)
bits = bit.choices([0, 1], k=1000) + bit.choices([0, 1], k=1000, weights=[0.3, 0.7]) + bit.choices([0, 1], k=600, weights=[0.9, 0.1])
streams = {"steps": steps, "noisy": noisy, "flat": flat, "bits": bits}
json.dump(
    {"made_by": f"bench/goldens/statistics.py, river {river.__version__}", "streams": streams,
     "adwin": {k: fired(drift.ADWIN(), s) for k, s in streams.items()},
     "page_hinkley": {k: fired(drift.PageHinkley(), s) for k, s in streams.items()},
     "ddm": {"bits": fired(drift.binary.DDM(), bits)}},
    open(ROOT / "model" / "stream" / "detectors.golden.json", "w"))
