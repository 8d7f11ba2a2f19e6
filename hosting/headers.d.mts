/** The page's own policy: the first one in it. */
export function policyOf(page: string): string;
/** The headers by their names, for the page with this text. */
export function headersOf(page: string): Record<string, string>;
