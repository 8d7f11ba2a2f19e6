// Files that come with folders and archives unintentionally.

/**
 * Whether a path is that of a hidden file, such as `.DS_Store`, or lies in a hidden folder or in `__MACOSX`, where macOS
 * puts a companion of each file of an archive.
 */
export const isHidden = (path: string): boolean =>
  path.split("/").some((name) => name === "__MACOSX" || (name.startsWith(".") && name !== "." && name !== ".."));
