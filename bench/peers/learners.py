"""One fit of a peer on the table that bench/learners.ts wrote; prints its seconds."""

import pathlib
import sys
import time

import numpy as np

name, folder, rows, columns = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
x = np.ascontiguousarray(np.fromfile(folder / "cells", "f4").reshape(columns, rows).T)
binary = np.fromfile(folder / "binary", "i4")
regression = np.fromfile(folder / "regression", "f8")


def model():
    if name == "gradient_boosting":
        from lightgbm import LGBMClassifier

        return LGBMClassifier(n_jobs=1, verbose=-1), binary
    if name == "random_forest":
        from sklearn.ensemble import RandomForestClassifier

        return RandomForestClassifier(n_jobs=1), binary
    if name == "extra_trees":
        from sklearn.ensemble import ExtraTreesClassifier

        return ExtraTreesClassifier(n_jobs=1), binary
    if name == "logistic_regression":
        from sklearn.linear_model import LogisticRegression

        return LogisticRegression(tol=1e-8, max_iter=1000), binary
    from sklearn.linear_model import Ridge

    return Ridge(), regression


estimator, target = model()
began = time.perf_counter()
estimator.fit(x, target)
print(time.perf_counter() - began)
