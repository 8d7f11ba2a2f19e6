/** One thing that is wrong in a file. */
export interface Fault {
  /** A stable code, such as `ERR_UNWRAP`. */
  code: string;
  /** The line, counted from 1; absent for a fault of the file. */
  line?: number;
  /** Which of the records opened with it, counted from 0, has the field that stays sealed. */
  record?: number;
  /** The path of the field that stays sealed. */
  field?: string;
  /** The offset in the file (as stored) or, for a line that is set aside, in the line. */
  offset?: number;
  /** What happened, why, and what to do next. */
  message: string;
}

/** Something odd about a file that is not a fault. */
export interface Warning {
  /** Where in the file, in bytes as stored. */
  offset: number;
  message: string;
}
