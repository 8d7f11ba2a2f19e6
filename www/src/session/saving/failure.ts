// What engines throw while a file is written, as sentences that say what to do.

import { LogpushError } from "../../../../js/errors.ts";
import { saveTexts } from "../../texts/save.ts";

/** Whatever went wrong with a file that was being written. */
function writeFailure(error: unknown): LogpushError {
  if (error instanceof LogpushError) return error;
  return new LogpushError({ code: "ERR_IO", message: sentence(error) });
}

function sentence(error: unknown): string {
  const { name, message } = error instanceof Error ? error : { name: "", message: String(error) };
  switch (name) {
    case "QuotaExceededError":
      return saveTexts.noRoom;
    case "NotAllowedError":
    case "NoModificationAllowedError":
    case "SecurityError":
      return saveTexts.notAllowed;
    case "NotFoundError":
      return saveTexts.placeGone;
    default:
      return saveTexts.notWritten(message);
  }
}

/** Runs a step of writing; what it throws becomes a `LogpushError`. */
export async function writing<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw writeFailure(error);
  }
}
