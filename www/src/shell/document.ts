/** The parts of the file. None of them has a carriage return, which reading a document would lose. */
export interface Parts {
  policy: string;
  style: string;
  /** The shell's script. */
  script: string;
  /** The page: the document in the frame. */
  page: string;
}

/** A text as the value of an attribute in single quotation marks. Other `&` mean themselves there. */
const quoted = (text: string) => text.replace(/&(?=[#0-9A-Za-z])/g, "&amp;").replaceAll("'", "&#39;");

/** The file that browsers open: index.html with these parts in the places that it has for them. */
export function documentOf(template: string, { policy, style, script, page }: Parts): string {
  const parts: Record<string, string> = { POLICY: policy, STYLE: style, SCRIPT: script, PAGE: quoted(page) };
  return template.replace(/%([A-Z]+)%|\/\*([A-Z]+)\*\//g, (mark, ...[inValue, inElement]: string[]) => {
    return parts[inValue ?? inElement ?? ""] ?? mark;
  });
}
