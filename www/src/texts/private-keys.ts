// What the page says about private keys: adding, unlocking, making and forgetting them, and whether they fit.
import { count, dateTime, enumerated, plural } from "./format.ts";

const these = (keys: number, one: string, many: string) => (keys === 1 ? `This key ${one}` : `These keys ${many}`);

export const keyTexts = {
  menu: "Private keys",
  noKey: "Add key",
  keys: (keys: number) => plural(keys, "key", "keys"),
  key: (fingerprint: string) => `Key ${fingerprint}`,
  opensAll: "decrypts all",
  opensSome: "decrypts some",
  opensNone: "does not match",
  size: (bits: number) => `RSA ${bits}`,
  pasted: "pasted",
  fingerprint: (hex: string) => `SHA-256 of its public key: ${hex}`,
  usage: (fields: number) => `decrypted ${plural(fields, "field", "fields")}`,
  forget: "Remove",
  forgetOne: (name: string) => `Remove ${name}`,
  forgetAll: "Remove all keys",
  idleBefore: "Forget keys after",
  idleAfter: "of inactivity",
  idleMinutes: (minutes: number) => (minutes === 0 ? "Never" : `${minutes} min`),
  forgottenWhenIdle: (minutes: number) => `Keys removed after ${minutes} minutes of inactivity.`,

  choose: "Choose key file",
  paste: "Or paste it here",
  pasteHint: "-----BEGIN PRIVATE KEY-----",
  use: "Use this key",
  cleared: "What you paste never stays in this field. What you type is cleared when you use it.",
  add: "Add key",

  encrypted: "These records are encrypted",
  encryptedWhat: "Add the private key to read their messages.",
  mismatch: "This key does not match",
  partial: "Some records need another key",
  keyProblem: "About what you added",
  continueAnyway: "Continue without decrypting",
  fitSize: (bits: readonly number[], sealedFor: number) =>
    `${bits.length === 1 ? "This key has" : "These keys have"} ${enumerated([...new Set(bits)].map(String))} bits. These files were encrypted for a key of ${sealedFor} bits.`,
  fitRefused: (keys: number, tried: number) =>
    `${these(keys, "does", "do")} not match. ${keys === 1 ? "It" : "They"} failed on ${tried === 1 ? "the one record" : `all ${count(tried)} records`} we tried, so these files were encrypted for a different key.`,
  fitUntil: (keys: number, time: Date | undefined, path: string) =>
    `${these(keys, "works", "work")} until ${time ? dateTime(time) : path}. Later records need another key.`,
  fitFrom: (keys: number, time: Date | undefined, path: string) =>
    `${these(keys, "works", "work")} from ${time ? dateTime(time) : path}. Earlier records need another key.`,
  fitPartly: (keys: number, opened: number, tried: number) =>
    `${these(keys, "decrypts", "decrypt")} ${count(opened)} of the ${count(tried)} records we tried. The others need other keys.`,

  passphrase: "Its passphrase",
  passphraseOf: "The passphrase of",
  leaveLocked: "Continue without it",
  moreLocked: (others: number) =>
    others === 1 ? "One more key needs its passphrase." : `${others} more keys need their passphrases.`,
  unlock: "Unlock",
  unlocking: "Trying the passphrase…",

  make: "Make a new key pair",
  makeWhat: "For a gateway whose logs are not encrypted for a key of yours yet. The pair is made in this browser.",
  makeSize: "Size",
  makeSizes: (bits: number) => `RSA ${bits}${bits === 4096 ? ", as in Cloudflare’s documentation" : ""}`,
  newPassphrase: "Passphrase for the private key (optional)",
  makeNow: "Make the pair",
  making: "Making the pair. A key of 4096 bits takes seconds, in some browsers minutes.",
  passed: (seconds: number) => `${seconds} s`,
  made: (bits: number) =>
    `A pair of ${bits} bits was made, and decrypted what was encrypted for it. Fingerprint (SHA-256):`,
  savePrivate:
    "Save the private key where you keep passwords. Anyone who has it can read the logs; without it nobody can.",
  savePrivateButton: "Save private.pem",
  uploadPublic:
    "Copy the public key and paste it in the Cloudflare dashboard: AI Gateway, your gateway, Settings, Logpush. Logs must be turned on for that gateway.",
  copyPublic: "Copy the public key",
  savePublicButton: "Save public.pem",
  keepPrivate: "Logs exported from then are encrypted for this pair. Keep older private keys for older logs.",
  makeAnother: "Make another pair",
};
