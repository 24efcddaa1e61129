"""Estimated performance by NannyML's CBPE, for core/observe/model/estimate/cbpe.golden.json.

    python -m venv V && V/bin/pip install nannyml==0.13.1
    V/bin/python -P bench/goldens/performance_estimation.py

-P: beside statistics.py here, Python would take it for its own.
"""

import json
import pathlib

import nannyml
import numpy as np
import pandas as pd
from nannyml.performance_estimation.confidence_based import metrics as cbpe

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = ROOT / "core/observe/model/estimate/cbpe.golden.json"
METRICS = ["accuracy", "precision", "recall", "f1", "roc_auc"]


def world(rows, shift, seed):
    """Scores that are too sure by half; the truth is drawn from what is right."""
    rng = np.random.default_rng(seed)
    odds = 1.4 * rng.normal(shift, 1, rows)
    truth = (rng.random(rows) < 1 / (1 + np.exp(-odds))).astype(int)
    score = np.round(1 / (1 + np.exp(-1.5 * odds)), 6)
    return pd.DataFrame({"score": score, "answer": (score >= 0.5).astype(int), "truth": truth})


def plugged_in():
    """The estimators alone, with given beliefs; ties among the scores included."""
    rng = np.random.default_rng(3)
    score = np.round(rng.random(200), 3)
    belief = np.round(np.clip(score + rng.normal(0, 0.1, 200), 0.01, 0.99), 6)
    answer = (score >= 0.4).astype(int)
    return {
        "score": score.tolist(),
        "belief": belief.tolist(),
        "threshold": 0.4,
        "accuracy": cbpe.estimate_accuracy(answer, belief),
        "precision": cbpe.estimate_precision(answer, belief),
        "recall": cbpe.estimate_recall(answer, belief),
        "f1": cbpe.estimate_f1(answer, belief),
    }


def ranked():
    """ROC-AUC, without ties: NannyML ranks tied rows as they come."""
    rng = np.random.default_rng(4)
    score = rng.permutation(200) / 200 + 0.001
    belief = np.round(np.clip(score + rng.normal(0, 0.1, 200), 0.01, 0.99), 6)
    return {
        "score": score.tolist(),
        "belief": belief.tolist(),
        "roc_auc": cbpe.estimate_roc_auc(belief, score),
    }


def whole(shift, seed):
    """CBPE from reference to estimate, isotonic calibration included."""
    reference, window = world(2000, 0, seed), world(1500, shift, seed + 1)
    estimator = nannyml.CBPE(
        problem_type="classification_binary",
        y_pred_proba="score",
        y_pred="answer",
        y_true="truth",
        metrics=METRICS,
        chunk_number=1,
    )
    estimator.fit(reference)
    result = estimator.estimate(window.drop(columns="truth")).filter(period="analysis").to_df()
    realised = estimator.estimate(window).filter(period="analysis").to_df()
    return {
        "shift": shift,
        "reference": {"score": reference.score.tolist(), "truth": reference.truth.tolist()},
        "window": {"score": window.score.tolist(), "truth": window.truth.tolist()},
        "estimated": {name: float(result[(name, "value")].iloc[0]) for name in METRICS},
        "realised": {name: float(realised[(name, "realized")].iloc[0]) for name in METRICS},
    }


def short(value):
    """Scores of six digits need no more."""
    return json.dumps(value, separators=(",", ":"))


TARGET.write_text(
    short(
        {
            "source": f"nannyml {nannyml.__version__}",
            "plugged_in": plugged_in(),
            "ranked": ranked(),
            "whole": [whole(0, 10), whole(-0.8, 20)],
        }
    )
    + "\n"
)
