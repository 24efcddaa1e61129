"""What MLflow's own clients get from a server. Usage: python mlflow_client.py HOST PORT; prints JSON."""
import json
import sys

import numpy as np
import pandas as pd
from mlflow.deployments import get_deploy_client
from mlflow.pyfunc.scoring_server.client import ScoringServerClient

host, port = sys.argv[1:]
client = ScoringServerClient(host, port)
deployments = get_deploy_client(f"http://{host}:{port}")
client.wait_server_ready(timeout=10)
frame = pd.DataFrame({"price": [75.0, float("nan")], "region": ["North", "South"]}, index=["a", "b"])


def refusal(data):
    try:
        client.invoke(data)
    except Exception as error:
        return str(error)
    return None


print(
    json.dumps(
        {
            "version": client.get_version(),
            "frame": client.invoke(frame),
            "as_frame": client.invoke(frame).get_predictions().to_dict("list"),
            "list": client.invoke([{"price": 75, "region": "North"}]),
            "array": client.invoke(np.array([[75, "North"]], dtype=object)),
            "params": client.invoke(frame, params={"temperature": 1}),
            "deployment": deployments.predict(
                endpoint="sales", inputs={"dataframe_records": frame.iloc[:1].to_dict("records")}
            ),
            "refused": refusal(frame[["price"]]),
        }
    )
)
