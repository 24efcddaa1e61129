"""Golden metrics: what scikit-learn says about awkward scores.

    python -m venv /tmp/goldens && /tmp/goldens/bin/pip install scikit-learn==1.9.1
    /tmp/goldens/bin/python bench/goldens/metrics.py > core/train/evaluate/metrics.golden.json

`ece` is no scikit-learn metric: Guo et al. 2017, 15 bins (a, b] of the most probable class's probability.
"""

import json
import warnings

import numpy as np
import sklearn
from sklearn import metrics as m

warnings.filterwarnings("ignore")
rng = np.random.default_rng(11)


def ece(truth, probabilities, bins=15):
    top = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == truth
    bin_of = np.clip(np.ceil(top * bins).astype(int) - 1, 0, bins - 1)
    total = 0.0
    for b in range(bins):
        inside = bin_of == b
        if inside.any():
            total += inside.mean() * abs(right[inside].mean() - top[inside].mean())
    return total


def classes(truth, probabilities):
    truth = np.asarray(truth)
    k = probabilities.shape[1]
    decided = probabilities.argmax(axis=1)
    binary = k == 2
    average = {} if binary else {"average": "macro"}
    one_hot = np.eye(k)[truth]
    return {
        "truth": truth.tolist(),
        "probabilities": probabilities.ravel().tolist(),
        "classes": k,
        "metrics": {
            "accuracy": m.accuracy_score(truth, decided),
            "precision": m.precision_score(truth, decided, zero_division=0, **average),
            "recall": m.recall_score(truth, decided, zero_division=0, **average),
            "f1": m.f1_score(truth, decided, zero_division=0, **average),
            "roc_auc": m.roc_auc_score(truth, probabilities[:, 1])
            if binary
            else m.roc_auc_score(truth, probabilities, multi_class="ovr", average="macro"),
            "pr_auc": m.average_precision_score(truth, probabilities[:, 1])
            if binary
            else m.average_precision_score(one_hot, probabilities, average="macro"),
            "log_loss": m.log_loss(truth, probabilities, labels=list(range(k))),
            "brier": m.brier_score_loss(truth, probabilities[:, 1])
            if binary
            else m.brier_score_loss(truth, probabilities, labels=list(range(k))),
            "ece": ece(truth, probabilities),
            "mcc": m.matthews_corrcoef(truth, decided),
        },
    }


def numbers(truth, predicted):
    truth, predicted = np.asarray(truth), np.asarray(predicted)
    nonzero = truth != 0
    return {
        "truth": truth.tolist(),
        "predicted": predicted.tolist(),
        "metrics": {
            "mse": m.mean_squared_error(truth, predicted),
            "rmse": m.root_mean_squared_error(truth, predicted),
            "mae": m.mean_absolute_error(truth, predicted),
            "mape": m.mean_absolute_percentage_error(truth[nonzero], predicted[nonzero]),
            "r2": m.r2_score(truth, predicted),
        },
    }


def softmax(scores):
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def two(p):
    return np.column_stack([1 - p, p])


y2 = (rng.random(90) < 0.35).astype(int)
y3 = rng.integers(0, 3, 80)
y4 = rng.choice(4, 70, p=[0.6, 0.25, 0.1, 0.05])
normal = rng.normal(10, 4, 60)
cases = {
    "binary": classes(y2, two(np.clip(0.35 * y2 + rng.random(90) * 0.6, 0.01, 0.99))),
    "binary with ties": classes(y2, two(np.round(0.3 * y2 + rng.random(90) * 0.7, 1))),
    "binary, sure and wrong": classes([0, 1, 1, 0, 1, 0], two(np.array([0.0, 1.0, 0.0, 1.0, 1.0, 0.2]))),
    "binary, nobody positive": classes(y2, two(rng.random(90) * 0.4)),
    "three classes": classes(y3, softmax(rng.normal(0, 1, (80, 3)) + 1.5 * np.eye(3)[y3])),
    "four classes, one never decided": classes(
        y4, softmax(rng.normal(0, 1, (70, 4)) + np.eye(4)[y4] + np.array([1, 0.5, 0, -6]))
    ),
    "three classes with ties": classes(y3, np.eye(3)[rng.integers(0, 3, 80)] * 0.4 + 0.2),
}
regression = {
    "numbers": numbers(normal, normal + rng.normal(0, 2, 60)),
    "numbers with zeros": numbers([0.0, 1.0, 0.0, -3.0, 5.5], [0.5, 1.5, -0.1, -2.0, 5.5]),
    "a constant answer": numbers(normal, np.full(60, 10.0)),
    "large numbers": numbers(normal * 1e9, normal * 1e9 + rng.normal(0, 1e8, 60)),
}
print(json.dumps({"sklearn": sklearn.__version__, "classes": cases, "numbers": regression}))
