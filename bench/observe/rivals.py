"""Drift checks of other libraries on the tables of rivals.ts, one thread each: python rivals.py FOLDER ROWS.

FOLDER holds numbers.reference, numbers.current (float64, columns one after the other) and categories.reference,
categories.current (int32 codes); prints one JSON line per library that is installed and workload. Seconds are the
processor's, which other work on the machine hardly changes.
"""
import os

os.environ.update({name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")})
os.environ.update({"DO_NOT_TRACK": "1", "NML_DISABLE_USAGE_LOGGING": "1", "TF_CPP_MIN_LOG_LEVEL": "3"})

import importlib.util
import json
import sys
import time
import warnings
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd

warnings.simplefilter("ignore")
folder, rows = Path(sys.argv[1]), int(sys.argv[2])


def cells(name, kind):
    values = np.fromfile(folder / name, kind).reshape(-1, rows)
    return np.ascontiguousarray(values.T)


def frame(values, text):
    columns = {f"x{k}": values[:, k] for k in range(values.shape[1])}
    return pd.DataFrame({k: pd.Categorical.from_codes(v, [f"level {i}" for i in range(20)]).astype(str) if text else v
                         for k, v in columns.items()})


def evidently(reference, current, text):
    from evidently import DataDefinition, Dataset, Report
    from evidently.presets import DataDriftPreset

    names = [f"x{k}" for k in range(reference.shape[1])]
    definition = DataDefinition(categorical_columns=names) if text else DataDefinition(numerical_columns=names)
    sides = [Dataset.from_pandas(frame(side, text), data_definition=definition) for side in (current, reference)]
    return lambda: Report([DataDriftPreset()]).run(*sides).dict()


def nannyml(reference, current, text):
    import nannyml as nml

    sides = [frame(side, text) for side in (reference, current)]
    names = list(sides[0].columns)

    def run():
        # The distances that this check gives too; by default it gives the Jensen-Shannon distance alone.
        some = ["kolmogorov_smirnov", "jensen_shannon", "wasserstein", "hellinger"]
        kinds = {"treat_as_categorical": names} if text else {"continuous_methods": some}
        calculator = nml.UnivariateDriftCalculator(column_names=names, chunk_number=1, **kinds)
        return calculator.fit(sides[0]).calculate(sides[1]).to_df()

    return run


def alibi_detect(reference, current, text):
    from alibi_detect.cd import TabularDrift

    kinds = {"categories_per_feature": {k: None for k in range(reference.shape[1])}} if text else {}
    sides = [side.astype(np.float64) for side in (reference, current)]
    return lambda: TabularDrift(sides[0], p_val=0.05, **kinds).predict(sides[1])


for library, make in {"evidently": evidently, "nannyml": nannyml, "alibi_detect": alibi_detect}.items():
    if importlib.util.find_spec(library) is None:
        continue
    for workload, kind in {"numbers": np.float64, "categories": np.int32}.items():
        run = make(cells(f"{workload}.reference", kind), cells(f"{workload}.current", kind), workload == "categories")
        seconds = []
        for _ in range(3):
            began = time.process_time()
            run()
            seconds.append(time.process_time() - began)
        named = f"{library.replace('_', '-')} {version(library.replace('_', '-'))}"
        print(json.dumps({"library": named, "workload": workload, "seconds": sorted(seconds)[1]}), flush=True)
