"""Splits of a real table as scikit-learn makes them, and what three scikit-learn models reach on them.

    python quality.py FOLDER TABLE [--references] SEED [SEED …]

FOLDER holds the tables and reference_scores.json. One line of JSON per seed: the test part's rows (counted among the
rows whose target is known) and, with --references, the references fitted anew: the primary metric of each.
"""

import json
import pathlib
import sys

import numpy as np
import pandas as pd
from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.metrics import mean_squared_error, roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OrdinalEncoder, StandardScaler

folder, name, *rest = sys.argv[1:]
seeds = [int(seed) for seed in rest if seed != "--references"]
folder = pathlib.Path(folder)
known = json.loads((folder / "reference_scores.json").read_text())[name]
path = folder / known["file"]
frame = pd.read_csv(path if path.exists() else f"{path}.gz", **known["read"])
frame = frame[frame[known["target"]].notna()].reset_index(drop=True)
task = known["task"]
target = frame.pop(known["target"])
if task == "binary":
    target = (target.astype(str) == known["pos"]).astype(int)


def features():
    table = frame.drop(columns=known["drop"])
    for column, form in known["dates"].items():
        moment = pd.to_datetime(table.pop(column), format=form)
        for part in ["year", "month", "day", "dayofweek"] + (["hour"] if "%H" in form else []):
            table[f"{column} {part}"] = getattr(moment.dt, part)
        table[f"{column} days"] = moment.astype("int64") / 86_400e9
    if name == "pima":
        for column in ["Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"]:
            table[column] = table[column].replace(0, np.nan)
    return table


def references(table, train, test):
    table = table.copy()
    texts = [column for column in table if not pd.api.types.is_numeric_dtype(table[column]) or table[column].dtype == bool]
    if texts:
        cells = table[texts].astype(object).where(table[texts].notna(), np.nan)
        codes = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1, encoded_missing_value=np.nan)
        table[texts] = codes.fit(cells.iloc[train]).transform(cells)
    x = table.to_numpy(float)
    regression = task == "regression"
    models = {
        "linear": make_pipeline(
            StandardScaler(), LinearRegression() if regression else LogisticRegression(max_iter=1000)
        ),
        "forest": (RandomForestRegressor if regression else RandomForestClassifier)(n_estimators=100, random_state=0),
        "boosting": (HistGradientBoostingRegressor if regression else HistGradientBoostingClassifier)(random_state=0),
    }
    scores = {}
    for key, model in models.items():
        fitted = make_pipeline(SimpleImputer(strategy="median"), model).fit(x[train], target.iloc[train])
        if regression:
            scores[key] = mean_squared_error(target.iloc[test], fitted.predict(x[test])) ** 0.5
            continue
        p = fitted.predict_proba(x[test])
        scores[key] = roc_auc_score(target.iloc[test], p[:, 1] if task == "binary" else p, multi_class="ovr")
    return scores


for seed in seeds:
    train, test = train_test_split(
        np.arange(len(target)),
        test_size=0.2,
        random_state=seed,
        stratify=None if task == "regression" else target,
    )
    line = {"seed": seed, "test": test.tolist()}
    if "--references" in rest:
        line["references"] = references(features(), train, test)
    print(json.dumps(line), flush=True)
