// A worker thread for tests and benchmarks: as the package's, and it indexes files as well.
import { serveThread } from "../entries/node/serve-thread.ts";
import { indexFiles } from "../pool/index-files.ts";

const read = (file: Blob, start: number, end: number) => file.slice(start, end).arrayBuffer();

serveThread({ indexFiles: (files, show, wanted) => indexFiles(files, read, show, wanted) });
