/**
 * What goes wrong: 30 % of all requests to the networks, spread over every kind that there is. Where a kind is not for an
 * operation (a stolen slot in a look-up), its share falls to nobody.
 */
export const FAULTS = [
  'error500=0.04',
  'drop-before=0.02',
  'drop-after=0.04',
  'timeout-before=0.02',
  'timeout-after=0.04',
  'malformed=0.04',
  'wrong-type=0.03',
  'slow=0.02',
  'rate-limit=0.02',
  'token-expired=0.01',
  'stolen-slot=0.02',
].join();

/** The same for the mail server of the shops that have no other. */
export const MAIL_FAULTS = [
  'error500=0.04',
  'rate-limit=0.02',
  'drop-before=0.04',
  'drop-after=0.06',
  'timeout-before=0.02',
  'timeout-after=0.03',
  'malformed=0.03',
  'wrong-type=0.02',
  'slow=0.02',
  'stolen-slot=0.02',
].join();
