"""The metrics of a service, read by prometheus_client's OpenMetrics parser: `openmetrics_parser.py URL`."""

import json
import sys
from urllib.request import Request, urlopen

from prometheus_client.openmetrics.parser import text_string_to_metric_families

request = Request(sys.argv[1], headers={"accept": "application/openmetrics-text"})
with urlopen(request) as reply:
    families = list(text_string_to_metric_families(reply.read().decode()))
print(json.dumps({family.name: family.type for family in families}))
