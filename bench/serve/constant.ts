/** The yardstick: a Fastify route that reads the same JSON, does nothing with it and answers a constant. Port: argument. */
import Fastify from "fastify";

const app = Fastify();
app.post("/predict", async () => ({ prediction: 1 }));
await app.listen({ port: Number(process.argv[2]), host: "127.0.0.1" });
