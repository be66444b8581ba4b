/** The key ring: encrypts what is personal (AES-256-GCM, the first key encrypts, every key decrypts) and makes blind indexes. */
export interface Keys {
  /** `context` is authenticated with it: a value moved to another row or table does not decrypt. */
  encrypt(plain: string, context: string): Uint8Array;
  /** Throws when the key is not in the ring, or the value or its context was tampered with. */
  decrypt(sealed: Uint8Array, context: string): string;
  /** A keyed hash (HMAC-SHA256, hex) by which an encrypted value can be looked up. */
  blind(value: string): string;
  /** The blind index of a value under every key of the ring, the current key's first: what a look-up compares with, so that older rows are found. */
  blinds(value: string): readonly string[];
  /** The id of the key that encrypts now. */
  readonly currentKeyId: string;
}
