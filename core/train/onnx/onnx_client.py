"""What Python's onnxruntime answers. Usage: python onnx_client.py FILE, a JSON list of {model, feeds}; prints JSON."""
import json
import pathlib
import sys

import numpy as np
import onnxruntime

TYPES = {"float32": np.float32, "float64": np.float64, "string": object}


def answer(case):
    session = onnxruntime.InferenceSession(case["model"], providers=["CPUExecutionProvider"])
    feeds = {
        name: np.array([np.nan if x is None else x for x in feed["data"]], dtype=TYPES[feed["type"]])[:, None]
        for name, feed in case["feeds"].items()
    }
    outputs = session.run(None, feeds)
    return {output.name: value.tolist() for output, value in zip(session.get_outputs(), outputs)}


cases = json.loads(pathlib.Path(sys.argv[1]).read_text())
print(json.dumps({"version": onnxruntime.__version__, "answers": [answer(case) for case in cases]}))
