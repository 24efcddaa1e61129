"""Goldens of the learners: what scikit-learn makes of the same small tables.

    python -m venv /tmp/goldens && /tmp/goldens/bin/pip install scikit-learn==1.9.1
    /tmp/goldens/bin/python bench/goldens/learners.py

The tables are not stored: `core/train/learners/golden-table.ts` draws the same ones from the same generator.
"""

import json
import math
import pathlib

import numpy as np
import sklearn
from sklearn.ensemble import (
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.metrics import log_loss, r2_score, roc_auc_score
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

FOLDER = pathlib.Path(__file__).parents[2] / "core" / "train" / "learners"


def table(rows, seed, missing=False):
    """Four numbers and a category of six levels, a score with interactions, and a uniform number per row."""
    state = seed

    def draw():
        nonlocal state
        state = (state * 1664525 + 1013904223) % 2**32
        return state / 2**32

    cells, scores, uniforms = [], [], []
    for row in range(rows):
        a, b, c, d = (draw() + draw() + draw() + draw() - 2 for _ in range(4))
        kind = math.floor(draw() * 6)
        effect = [0, 0.8, -0.8, 0.3, -0.3, 0][kind]
        scores.append(2 * a + 2 * b * c + (1 if d > 0.3 else 0) + effect)
        uniforms.append(draw())
        cells.append([a, math.nan if missing and row % 11 == 0 else b, c, d, kind])
    return np.float32(cells).astype(float), np.array(scores), np.array(uniforms)


def linear():
    x, score, uniform = table(80, 1)
    y = score + uniform
    weights = 1.0 + np.arange(80) % 3
    twice = np.column_stack([x, np.float32(x[:, 0] * 2)])
    binary = (score + uniform > 0.5).astype(int)
    three = np.digitize(score + uniform, [0, 1])

    def coefficients(model):
        return {"weights": np.atleast_2d(model.coef_).tolist(), "bias": np.atleast_1d(model.intercept_).tolist()}

    def logistic(target, c, w=None):
        return coefficients(LogisticRegression(C=c, solver="newton-cg", tol=1e-12, max_iter=1000).fit(x, target, w))

    def sparse(target, c, w=None):
        model = LogisticRegression(C=c, l1_ratio=1, solver="saga", tol=1e-13, max_iter=1_000_000)
        return coefficients(model.fit(x, target, w))

    return {
        "linear": coefficients(LinearRegression().fit(x, y)),
        "linear_weighted": coefficients(LinearRegression().fit(x, y, weights)),
        "linear_collinear": coefficients(LinearRegression().fit(twice, y)),
        "ridge": coefficients(Ridge(alpha=1).fit(x, y)),
        "ridge_strong_weighted": coefficients(Ridge(alpha=25).fit(x, y, weights)),
        "binary": logistic(binary, 1),
        "binary_strong_weighted": logistic(binary, 0.05, weights),
        "multinomial": logistic(three, 1),
        "multinomial_weighted": logistic(three, 10, weights),
        "binary_sparse": sparse(binary, 1),
        "binary_sparse_strong_weighted": sparse(binary, 0.05, weights),
        "multinomial_sparse": sparse(three, 0.3),
    }


def tree_nodes(model):
    """Depth first, left before right: column and threshold of a split, the values of a leaf."""
    tree = model.tree_

    def visit(node):
        if tree.children_left[node] < 0:
            return [{"value": np.round(tree.value[node][0], 12).tolist(), "rows": int(tree.n_node_samples[node])}]
        here = {"column": int(tree.feature[node]), "threshold": float(tree.threshold[node])}
        return [here] + visit(tree.children_left[node]) + visit(tree.children_right[node])

    return visit(0)


def trees():
    x, score, uniform = table(240, 8)
    binary = (score + uniform > 0.5).astype(int)
    three = np.digitize(score + uniform, [0, 1])
    limits = {"max_depth": 3, "min_samples_leaf": 10}

    def fitted(make, target):
        # Only trees without ties can be compared: the same whatever order the columns are tried in.
        found = [tree_nodes(make(random_state=seed, **limits).fit(x[:, :4], target)) for seed in range(20)]
        assert all(nodes == found[0] for nodes in found), "tied splits"
        return found[0]

    return {
        "binary": fitted(DecisionTreeClassifier, binary),
        "multiclass": fitted(DecisionTreeClassifier, three),
        "regression": fitted(DecisionTreeRegressor, score + uniform),
    }


def scores():
    x, score, uniform = table(6000, 3, missing=True)
    binary = (uniform < 1 / (1 + np.exp(-score))).astype(int)
    three = np.digitize(score + uniform, [0, 1])
    y = score + uniform
    seen, unseen = slice(0, 3000), slice(3000, 6000)
    boosting = {"categorical_features": [4], "early_stopping": False, "random_state": 0}
    filled = np.nan_to_num(x)

    def auc(model, cells):
        return roc_auc_score(binary[unseen], model.fit(cells[seen], binary[seen]).predict_proba(cells[unseen])[:, 1])

    def loss(model, cells):
        return log_loss(three[unseen], model.fit(cells[seen], three[seen]).predict_proba(cells[unseen]))

    def r2(model, cells):
        return r2_score(y[unseen], model.fit(cells[seen], y[seen]).predict(cells[unseen]))

    return {
        "gradient_boosting": {
            "roc_auc": auc(HistGradientBoostingClassifier(**boosting), x),
            "log_loss": loss(HistGradientBoostingClassifier(**boosting), x),
            "r2": r2(HistGradientBoostingRegressor(**boosting), x),
        },
        "random_forest": {
            "roc_auc": auc(RandomForestClassifier(random_state=0), filled),
            "log_loss": loss(RandomForestClassifier(random_state=0), filled),
            "r2": r2(RandomForestRegressor(max_features=2, random_state=0), filled),
        },
        "extra_trees": {
            "roc_auc": auc(ExtraTreesClassifier(random_state=0), filled),
            "log_loss": loss(ExtraTreesClassifier(random_state=0), filled),
            "r2": r2(ExtraTreesRegressor(max_features=2, random_state=0), filled),
        },
    }


for name, content in {"linear": linear(), "trees": trees(), "scores": scores()}.items():
    golden = {"made_by": f"scikit-learn {sklearn.__version__}", **content}
    (FOLDER / f"{name}.golden.json").write_text(json.dumps(golden, indent=1) + "\n")
