"""A gradient boosting of 100 trees on 8 numbers for the peers, written to a folder as each of them wants it."""

import json
import pathlib
import sys

import joblib
import mlflow.sklearn
import numpy as np
import skl2onnx
from skl2onnx.common.data_types import FloatTensorType
from sklearn.ensemble import GradientBoostingClassifier

folder, http, grpc, metrics = pathlib.Path(sys.argv[1]), *map(int, sys.argv[2:])
rng = np.random.default_rng(1)
x = rng.normal(size=(2000, 8))
y = (x[:, 0] + x[:, 1] * x[:, 2] + rng.normal(size=2000) > 0).astype(int)
model = GradientBoostingClassifier(n_estimators=100).fit(x, y)

joblib.dump(model, folder / "model.joblib")
onnx = skl2onnx.to_onnx(model, initial_types=[("x", FloatTensorType([None, 8]))], options={"zipmap": False})
(folder / "model.onnx").write_bytes(onnx.SerializeToString())
mlflow.sklearn.save_model(model, folder / "mlflow", serialization_format="cloudpickle")
settings = {"host": "127.0.0.1", "http_port": http, "grpc_port": grpc, "metrics_port": metrics, "debug": False}
(folder / "settings.json").write_text(json.dumps(settings))
(folder / "model-settings.json").write_text(
    json.dumps(
        {
            "name": "bench",
            "implementation": "mlserver_sklearn.SKLearnModel",
            "parameters": {"uri": str(folder / "model.joblib")},
        }
    )
)
