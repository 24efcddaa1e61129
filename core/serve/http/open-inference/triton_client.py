"""What NVIDIA's own HTTP client gets from a server. Usage: python tritonclient.py HOST:PORT; prints JSON."""
import json
import sys

import numpy as np
import tritonclient.http as triton
from tritonclient.utils import InferenceServerException

client = triton.InferenceServerClient(sys.argv[1])


def tensor(name, datatype, values, binary):
    found = triton.InferInput(name, list(values.shape), datatype)
    found.set_data_from_numpy(values, binary_data=binary)
    return found


def columns(binary, prices, regions):
    return [
        tensor("price", "FP64", np.array(prices), binary),
        tensor("region", "BYTES", np.array(regions, dtype=object), binary),
    ]


def infer(inputs, **options):
    result = client.infer("sales", inputs, **options)
    names = [output["name"] for output in result.get_response()["outputs"]]
    texts = {name: result.as_numpy(name).tolist() for name in names}
    return {k: [v.decode() if isinstance(v, bytes) else v for v in values] for k, values in texts.items()}


def refusal(call):
    try:
        call()
    except InferenceServerException as error:
        return {"status": error.status(), "message": error.message()}
    return None


two = ([75.0, 50.0], ["North", "South"])
print(
    json.dumps(
        {
            "live": client.is_server_live(),
            "ready": client.is_server_ready(),
            "model_ready": client.is_model_ready("sales"),
            "version_ready": client.is_model_ready("sales", "v0001"),
            "nothing_ready": client.is_model_ready("nothing"),
            "server": client.get_server_metadata(),
            "model": client.get_model_metadata("sales"),
            "index": client.get_model_repository_index(),
            "binary": infer(columns(True, *two)),
            "json": infer(columns(False, *two), outputs=[triton.InferRequestedOutput("prediction", binary_data=False)]),
            "mixed": infer(columns(False, *two), outputs=[triton.InferRequestedOutput("flags")], model_version="v0001"),
            "missing": infer(columns(True, [float("nan")], [""])),
            "shaped": infer(columns(True, [[75.0]], [["North"]])),
            "refused": refusal(lambda: infer(columns(True, [900.0], ["North"]))),
            "unknown": refusal(lambda: client.get_model_metadata("nothing")),
            "no_route": refusal(lambda: client.get_model_config("sales")),
        }
    )
)
