// The documentation's script against the page.
export { measurePage as measure } from "./script.mjs";
