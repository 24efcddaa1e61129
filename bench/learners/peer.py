"""One fit of a peer on a table of bench/learners: python peer.py TABLE LEARNER THREADS; prints seconds and score.

python peer.py versions prints the versions."""

import importlib
import json
import pathlib
import resource
import sys
import time

if sys.argv[1] == "versions":
    names = ["numpy", "sklearn", "lightgbm"]
    print(json.dumps({name: importlib.import_module(name).__version__ for name in names}))
    sys.exit()

import numpy as np
from sklearn.metrics import r2_score, roc_auc_score

path, name, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
table = json.loads(pathlib.Path(path + ".json").read_text())
cells = np.fromfile(path + ".cells", "f4").reshape(len(table["levels"]), table["rows"])
labels = np.fromfile(path + ".labels", "f8")
train = table["train"]
x = np.ascontiguousarray(cells.T)
seen, unseen = x[:train], x[train:]
is_class = table["task"] == "binary"


def model():
    if name == "gradient_boosting":
        from lightgbm import LGBMClassifier

        return LGBMClassifier(n_jobs=threads, verbose=-1)
    if name in ("random_forest", "extra_trees"):
        from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier

        return (RandomForestClassifier if name == "random_forest" else ExtraTreesClassifier)(n_jobs=threads)
    from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge

    return {"logistic_regression": LogisticRegression(), "linear_regression": LinearRegression(), "ridge": Ridge()}[name]


estimator = model()
categories = [at for at, levels in enumerate(table["levels"]) if levels is not None]
extra = {"categorical_feature": categories} if categories else {}


def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


used, began = cpu(), time.perf_counter()
estimator.fit(seen, labels[:train], **extra)
seconds, used = time.perf_counter() - began, cpu() - used
if is_class:
    score = roc_auc_score(labels[train:], estimator.predict_proba(unseen)[:, 1])
else:
    score = r2_score(labels[train:], estimator.predict(unseen))
print(json.dumps({"seconds": seconds, "cpu": used, "score": score}))
