import { expect, test } from "vitest";
import { toOpenMetrics } from "./openmetrics.ts";

test("families lose the suffixes that samples keep; le is a float; the text ends with # EOF", () => {
  const prometheus = `# HELP a_total As.
# TYPE a_total counter
a_total{m="x"} 3

# HELP model_info It.
# TYPE model_info gauge
model_info{v="1"} 1

# HELP t_seconds T.
# TYPE t_seconds histogram
t_seconds_bucket{le="1",r="/"} 2
t_seconds_bucket{r="/",le="0.5"} 1
t_seconds_bucket{le="+Inf",r="/"} 2
t_seconds_sum{r="/"} 0.5
t_seconds_count{r="/"} 2
# a comment
# TYPE odd counter
odd 1
# TYPE plain untyped
plain 1
`;
  expect(toOpenMetrics(prometheus)).toBe(`# HELP a As.
# TYPE a counter
a_total{m="x"} 3
# HELP model It.
# TYPE model info
model_info{v="1"} 1
# HELP t_seconds T.
# TYPE t_seconds histogram
t_seconds_bucket{le="1.0",r="/"} 2
t_seconds_bucket{r="/",le="0.5"} 1
t_seconds_bucket{le="+Inf",r="/"} 2
t_seconds_sum{r="/"} 0.5
t_seconds_count{r="/"} 2
# TYPE odd unknown
odd 1
# TYPE plain unknown
plain 1
# EOF
`);
});
