"""Goldens of TreeSHAP: small models with the contributions that the `shap` library computes for a few rows.

    python -m venv /tmp/goldens && /tmp/goldens/bin/pip install shap==0.51.0 lightgbm==4.7.0 scikit-learn==1.9.1
    /tmp/goldens/bin/python bench/goldens/tree_shap.py

Cells are multiples of 1/8, so that thresholds are the same numbers in float32.
"""

import json
import pathlib

import lightgbm
import numpy as np
import shap
import sklearn
from lightgbm import LGBMClassifier
from sklearn.ensemble import ExtraTreesRegressor, RandomForestClassifier

FILE = pathlib.Path(__file__).parents[2] / "core" / "serve" / "explain" / "tree-shap.golden.json"
rng = np.random.default_rng(7)
cells = rng.integers(-16, 17, (400, 5)) / 8
score = cells[:, 0] + cells[:, 1] * cells[:, 2] - 2 * (cells[:, 3] > 0.5) * cells[:, 0] + rng.normal(0, 0.5, 400)
label = (score > 0).astype(int)
with_gaps = np.where(rng.random(cells.shape) < 0.15, np.nan, cells)


def flat(nodes):
    """Nodes in the order given, a leaf's children 0, missing cells as they are routed."""
    keys = ["feature", "threshold", "left", "right", "missing_left", "value", "cover"]
    return {key: [node[at] for node in nodes] for at, key in enumerate(keys)}


def of_lightgbm(tree):
    nodes = []

    def visit(node):
        at = len(nodes)
        nodes.append(None)
        if "leaf_value" in node:
            nodes[at] = (-1, 0, 0, 0, 0, [node["leaf_value"]], node["leaf_count"])
            return at
        left, right = visit(node["left_child"]), visit(node["right_child"])
        # A column without gaps sends a missing cell where 0 goes; such cells are not asked for.
        missing_left = int(node["default_left"])
        cover = node["internal_count"]
        nodes[at] = (node["split_feature"], node["threshold"], left, right, missing_left, [0], cover)
        return at

    visit(tree["tree_structure"])
    return flat(nodes)


def of_sklearn(estimator):
    tree = estimator.tree_
    values = tree.value[:, 0, :]
    if hasattr(estimator, "classes_"):
        values = values / values.sum(axis=1, keepdims=True)
    return flat([
        (
            int(tree.feature[at]) if tree.children_left[at] >= 0 else -1,
            float(tree.threshold[at]) if tree.children_left[at] >= 0 else 0,
            max(0, int(tree.children_left[at])),
            max(0, int(tree.children_right[at])),
            0,
            values[at].tolist(),
            float(tree.weighted_n_node_samples[at]),
        )
        for at in range(tree.node_count)
    ])


def numbers(array):
    return [[None if np.isnan(x) else float(x) for x in row] for row in array]


def golden(name, model, trees, rows, scale, answers):
    """`answers`: what the model's raw outputs are, rows × outputs."""
    explained = shap.TreeExplainer(model)(rows)
    values = explained.values if explained.values.ndim == 3 else explained.values[:, :, None]
    base = np.broadcast_to(np.atleast_2d(explained.base_values.reshape(len(rows), -1)), (len(rows), values.shape[2]))
    assert np.allclose(base + values.sum(axis=1), answers, atol=1e-6), name
    return {
        "name": name,
        "scale": scale,
        "trees": trees,
        "rows": numbers(rows),
        "base": base[0].tolist(),
        "contributions": values.tolist(),
    }


boosting = LGBMClassifier(n_estimators=4, num_leaves=7, min_child_samples=5, random_state=1, verbose=-1)
boosting.fit(with_gaps, label)
forest = RandomForestClassifier(n_estimators=3, max_depth=3, random_state=1).fit(cells, label)
extra = ExtraTreesRegressor(n_estimators=3, max_depth=3, random_state=1).fit(cells, score)
gaps, full = with_gaps[:12], cells[:12]

goldens = [
    golden(
        f"LightGBM {lightgbm.__version__}, missing cells",
        boosting,
        [of_lightgbm(tree) for tree in boosting.booster_.dump_model()["tree_info"]],
        gaps,
        1,
        boosting.predict(gaps, raw_score=True)[:, None],
    ),
    golden(
        f"a random forest of scikit-learn {sklearn.__version__}, two classes",
        forest,
        [of_sklearn(estimator) for estimator in forest.estimators_],
        full,
        1 / 3,
        forest.predict_proba(full),
    ),
    golden(
        f"extra trees of scikit-learn {sklearn.__version__}, a number",
        extra,
        [of_sklearn(estimator) for estimator in extra.estimators_],
        full,
        1 / 3,
        extra.predict(full)[:, None],
    ),
]
FILE.write_text(json.dumps({"shap": shap.__version__, "goldens": goldens}) + "\n")
print(FILE.name, FILE.stat().st_size)
