/** Parts of filters that are put in and taken out by a press. */
export const QUICK_TERMS = [
  "status:>=400",
  "status:429",
  "ratelimited:true",
  "cached:true",
  "stop:length,cut-off",
] as const;

export type QuickTerm = (typeof QUICK_TERMS)[number];
