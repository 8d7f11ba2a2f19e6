/** How often a field occurs, in which form and with which values. */
export interface FieldCounts {
  /** The names that lead to it, such as `Metadata.user`. */
  name: string;
  /** Records in which it is sealed. */
  sealed: number;
  /** Records in which it is plain, and longer than values that are kept apart. */
  long: number;
  /** The most frequent plain values, and in how many records each is. */
  values: { text: string; count: number }[];
  /** Values that are not listed, as far as there was room to keep them apart. */
  otherValues: number;
  /** Records with a value that is not listed. */
  otherRecords: number;
}

/** Counts over all records. */
export interface Counts {
  records: number;
  /** In the order in which they were first seen. */
  fields: FieldCounts[];
  /** How many wrapped keys have how many bytes: as many as the modulus of the key that opens them. */
  wrappedKeys: { bytes: number; count: number }[];
  /** Fields that were left out, because there are too many different ones. */
  leftOut: number;
}
