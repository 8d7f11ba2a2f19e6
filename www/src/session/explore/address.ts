// A view as the fragment of an address: `#filter=status:429&sort=-StatusCode`. Pure.

/** What an address says of a view. */
export interface AddressedView {
  filter: string;
  /** The name of the column that the rows are in order of, or `time`. */
  sort: { name: string; descending: boolean } | null;
}

/** What a fragment may have as it is, so that it can be read. */
const READABLE = /%(3A|2F|2C|40)/g;

const written = (value: string) => encodeURIComponent(value).replace(READABLE, decodeURIComponent);

/** The fragment of a view, with its `#`; empty for all records in the order of their files. */
export function fragmentOf({ filter, sort }: AddressedView): string {
  const parts = [
    filter === "" ? "" : `filter=${written(filter)}`,
    sort === null ? "" : `sort=${sort.descending ? "-" : ""}${written(sort.name)}`,
  ].filter((part) => part !== "");
  return parts.length === 0 ? "" : `#${parts.join("&")}`;
}

/** The view of a fragment. What cannot be read in it is left out. */
export function viewOf(fragment: string): AddressedView {
  const values = new Map<string, string>();
  for (const part of fragment.replace(/^#/, "").split("&")) {
    const [, name = "", value = ""] = /^([a-z]+)=(.*)$/s.exec(part) ?? [];
    try {
      values.set(name, decodeURIComponent(value));
    } catch {
      // A percent sign that encodes nothing.
    }
  }
  const sort = values.get("sort") ?? "";
  const descending = sort.startsWith("-");
  return {
    filter: values.get("filter") ?? "",
    sort: sort === "" || sort === "-" ? null : { name: sort.slice(descending ? 1 : 0), descending },
  };
}
