// Private keys: reading and making them.
import { equal, ok, thrown } from "./assertions.mjs";

/** @param {import("./context.mjs").Context} context */
export function keys({ api, data, test, key }) {
  const { generateKeyPair, LogpushError, PrivateKey } = api;

  for (const { name, key: of, file, passphrase } of data.matrix.good) {
    test(`reads a key: ${name}`, async () => {
      const bytes = Uint8Array.from(atob(file), (character) => character.charCodeAt(0));
      const copy = bytes.slice();
      const read = await PrivateKey.import(bytes, { passphrase });
      equal(read.fingerprint, (await key(of)).fingerprint, "fingerprint");
      equal(read.bits, Number(of.slice(3)), "bits");
      equal(bytes, copy, "what was given stays as it is");
    });
  }

  for (const { name, code, says, file, passphrase } of data.matrix.bad) {
    test(`refuses what is no private key: ${name}`, async () => {
      const bytes = Uint8Array.from(atob(file), (character) => character.charCodeAt(0));
      const error = await thrown(() => PrivateKey.import(bytes, { passphrase }), "import");
      equal([error instanceof LogpushError, error.code], [true, code], "error");
      ok(says.length > 0 && error.message.includes(says), `it is called '${says}': ${error.message}`);
    });
  }

  test("reads a key as text, JWK and CryptoKey", async () => {
    const { fingerprint } = await key("rsa2048");
    const found = data.matrix.good.find(({ name, key }) => name === "PKCS#8 DER" && key === "rsa2048");
    ok(found, "there is such a key");
    const pkcs8 = Uint8Array.from(atob(found.file), (character) => character.charCodeAt(0));
    const algorithm = { name: "RSA-OAEP", hash: "SHA-256" };
    const cryptoKey = await crypto.subtle.importKey("pkcs8", pkcs8, algorithm, true, ["decrypt"]);
    const jwk = await crypto.subtle.exportKey("jwk", cryptoKey);
    equal((await PrivateKey.import(data.keys.rsa2048)).fingerprint, fingerprint, "text");
    equal((await PrivateKey.import(cryptoKey)).fingerprint, fingerprint, "CryptoKey");
    equal((await PrivateKey.import(jwk)).fingerprint, fingerprint, "JWK");
    equal((await PrivateKey.import(pkcs8.buffer)).fingerprint, fingerprint, "ArrayBuffer");
    const fixed = await crypto.subtle.importKey("pkcs8", pkcs8, algorithm, false, ["decrypt"]);
    equal(
      (await thrown(() => PrivateKey.import(fixed), "a key that cannot be exported")).code,
      "ERR_KEY_FORMAT",
      "code",
    );
    const { kty = "", n = "", e = "" } = jwk;
    const publicKey = await crypto.subtle.importKey("jwk", { kty, n, e }, algorithm, true, ["encrypt"]);
    equal((await thrown(() => PrivateKey.import(publicKey), "a public key")).code, "ERR_KEY_PUBLIC", "code");
  });

  test("reads several keys at once", async () => {
    const both = await PrivateKey.importAll(`${data.keys.rsa2048}\n${data.keys.rsa4096}`);
    equal(
      both.map(({ bits }) => bits),
      [2048, 4096],
      "bits",
    );
  });

  test("a key shows nothing secret", async () => {
    const read = await key("rsa2048");
    const shown = { bits: read.bits, fingerprint: read.fingerprint };
    equal(JSON.parse(JSON.stringify(read)), shown, "as JSON");
    equal(Object.assign({}, read), shown, "its properties");
    ok(String(read).includes(read.fingerprint) && !String(read).includes("PRIVATE"), "as text");
    ok(read.publicPem().startsWith("-----BEGIN PUBLIC KEY-----\n"), "the public half");
  });

  test("makes key pairs", async () => {
    const pair = await generateKeyPair({ bits: 2048, passphrase: "correct horse" });
    equal(
      (await thrown(() => PrivateKey.import(pair.privatePem), "without passphrase")).code,
      "ERR_KEY_PASSPHRASE",
      "code",
    );
    equal(
      (await thrown(() => PrivateKey.import(pair.privatePem, { passphrase: "battery" }), "wrong passphrase")).code,
      "ERR_KEY_PASSPHRASE",
      "code",
    );
    const read = await PrivateKey.import(pair.privatePem, { passphrase: "correct horse" });
    equal([read.bits, read.fingerprint, read.publicPem()], [2048, pair.fingerprint, pair.publicPem], "the key");
    equal(
      (
        await thrown(
          () => generateKeyPair({ bits: /** @type {2048} */ (/** @type {number} */ (1024)) }),
          "of 1024 bits",
        )
      ).code,
      "ERR_KEY_FORMAT",
      "code",
    );
  });
}
