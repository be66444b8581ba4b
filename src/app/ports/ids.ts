/** Where new ids come from. */
export interface Ids {
  /** A ULID: 26 characters, sorts by time of making. */
  next(): string;
  /** `length` random characters of a readable alphabet (no 0/O, 1/I), for work order numbers. */
  readable(length: number): string;
  /** A secret of `bytes` random bytes, base64url. */
  secret(bytes: number): string;
}
