// The other end of data.mjs, for any runtime.

const bytes = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

/** Data as the suite wants it. */
export const unpack = ({ fixtures, ...others }) => ({
  ...others,
  fixtures: fixtures.map((fixture) => ({
    ...fixture,
    log: bytes(fixture.log),
    output: bytes(fixture.output),
    rejects: bytes(fixture.rejects),
  })),
});
