// What is remarked on in a file, and hinders nothing.

/** Said of a file that has records, and in none of them a sealed field. */
export const NOTHING_SEALED =
  "No record of this file holds an encrypted field, so nothing was decrypted: encryption was off when it was exported, it was decrypted before, or it is another dataset.";
