// The parts of hyparquet-writer that Parquet of flat columns needs, which are loaded for this form alone. The library's own
// writer also has nested columns, geometry, variants and bloom filters: 50 KB, of which the page would use a fifth.
export { ByteWriter } from "hyparquet-writer/src/bytewriter.js";
export { writeRleBitPackedHybrid } from "hyparquet-writer/src/encoding.js";
export { serializeTCompactProtocol } from "hyparquet-writer/src/thrift.js";
