// The other end of data.mjs, for any runtime.

/** @param {string} base64 */
const bytes = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

/** @typedef {import("./suite/context.mjs").Data} Data */
/** @typedef {import("./suite/context.mjs").Fixture} Fixture */
/** @typedef {Omit<Fixture, "log" | "output" | "rejects"> & Record<"log" | "output" | "rejects", string>} Packed */

/**
 * Data as the suite wants it.
 *
 * @param {Omit<Data, "fixtures"> & { fixtures: Packed[] }} data
 * @returns {Data}
 */
export const unpack = ({ fixtures, ...others }) => ({
  ...others,
  fixtures: fixtures.map((fixture) => ({
    ...fixture,
    log: bytes(fixture.log),
    output: bytes(fixture.output),
    rejects: bytes(fixture.rejects),
  })),
});
