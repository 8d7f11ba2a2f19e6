// Numbers as people read them: the same in the tool and in the page.

/** A whole number in groups of three digits. `toLocaleString` would load the tables of all languages first. */
export const grouped = (number: number): string => String(number).replace(/\B(?=(\d{3})+$)/g, ",");

/** A number and what it counts: `1 record`, `1,200 records`. */
export const counted = (number: number, one: string, many = `${one}s`): string =>
  `${grouped(number)} ${number === 1 ? one : many}`;

/** Bytes in three digits, in units of 1,000: `999 bytes`, `3.20 MB`. */
export function size(bytes: number): string {
  if (bytes < 1000) return counted(bytes, "byte");
  let value = bytes;
  let unit = "";
  for (unit of ["KB", "MB", "GB", "TB"]) {
    value /= 1000;
    // Rounded it would have four digits.
    if (value < 999.5) break;
  }
  return `${value >= 99.95 ? value.toFixed(0) : value.toPrecision(3)} ${unit}`;
}

/** A span of time: `1.5 s`, `90 s`, `3 min`, `2 h 5 min`, `3 d 4 h`. */
export function span(milliseconds: number): string {
  const tenths = Math.round(milliseconds / 100);
  if (tenths < 100) return `${tenths / 10} s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return hours % 24 === 0 ? `${hours / 24} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
