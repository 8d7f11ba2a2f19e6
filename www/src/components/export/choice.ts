// What somebody chose to export. What was never chosen follows what there is.
import { signal } from "@preact/signals";
import type { Choices } from "../../session/saving/save-records.ts";

export const exportChoice = signal<Partial<Pick<Choices, "records" | "form" | "gzip">>>({});
