/** Where time comes from. Everything that a fleet sees runs on business time; proofs (signatures, tokens) on true time. */
export interface Clock {
  /** Business time: true time plus the operator's offset. */
  now(): Date;
  /** True time, for signatures and the age of what others stamped. */
  trueNow(): Date;
}
