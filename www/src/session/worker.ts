// The page's worker.
import { broken, workers } from "./state.ts";
import { WorkerClient } from "./worker-client.ts";

export const worker = new WorkerClient(workers.value);

worker.listen({ broken: (error) => (broken.value = error.message) });
