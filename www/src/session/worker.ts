// The page's worker.
import { broken, canRestart, workers } from "./state.ts";
import { WorkerClient } from "./worker-client.ts";

export const worker = new WorkerClient(workers.value);

worker.listen({
  broken(error, restartable) {
    broken.value = error.message;
    canRestart.value = restartable;
  },
});
