"""FastAPI in front of the model, as tutorials have it: `def` or `async def` with scikit-learn, `async def` with onnxruntime."""

import os
import pathlib

import joblib
import numpy as np
import onnxruntime
from fastapi import FastAPI
from pydantic import BaseModel

folder = pathlib.Path(os.environ["MODEL_FOLDER"])
kind = os.environ["KIND"]
app = FastAPI()


class Row(BaseModel):
    a: float
    b: float
    c: float
    d: float
    e: float
    f: float
    g: float
    h: float


def cells(row: Row) -> list[float]:
    return [row.a, row.b, row.c, row.d, row.e, row.f, row.g, row.h]


if kind == "onnx":
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(folder / "model.onnx", options, providers=["CPUExecutionProvider"])

    @app.post("/predict")
    async def predict_onnx(row: Row):
        label, shares = session.run(None, {"x": np.array([cells(row)], dtype=np.float32)})
        return {"prediction": int(label[0]), "probability": float(shares[0].max())}

else:
    model = joblib.load(folder / "model.joblib")

    def answer(row: Row):
        shares = model.predict_proba([cells(row)])[0]
        return {"prediction": int(shares.argmax()), "probability": float(shares.max())}

    if kind == "def":

        @app.post("/predict")
        def predict(row: Row):
            return answer(row)

    else:

        @app.post("/predict")
        async def predict_async(row: Row):
            return answer(row)
