/** Every refusal of the HTTP surface: its status and its sentence. The sentence is the problem's title. */
export const PROBLEMS = {
  BODY_ALREADY_READ: [400, 'The body was read before it came here: mount this handler before any body parser.'],
  INVALID_JSON: [400, 'The body is not valid JSON in UTF-8.'],
  INVALID_BODY: [400, 'The body is not as it has to be.'],
  INVALID_QUERY: [400, 'The query is not as it has to be.'],
  INVALID_ID: [400, 'An id in the path is not as it has to be.'],
  UNKNOWN_VEHICLE: [400, 'This fleet has no such vehicle.'],
  UNKNOWN_FLEET: [401, 'The fleet of this key is not there any more.'],
  NOT_AUTHENTICATED: [401, 'A valid token or signature is needed.'],
  INVALID_SIGNATURE: [401, 'The signature does not fit the body and the fleet.'],
  SIGNATURE_EXPIRED: [401, 'The signature was made more than 5 minutes from now.'],
  FOREIGN_ORIGIN: [403, 'This came from a page of another origin than PUBLIC_URL, or not as JSON.'],
  OTHER_FLEET: [403, 'This belongs to another fleet than the key.'],
  OPERATOR_ONLY: [403, 'Only the operator may do this: it needs the admin token.'],
  FLEET_ONLY: [403, "Only a fleet may do this: it needs the fleet's api key."],
  NOT_FOUND: [404, 'There is nothing with this id.'],
  UNKNOWN_PATH: [404, 'There is nothing at this path.'],
  UNKNOWN_NETWORK: [404, 'No such network is switched on.'],
  METHOD_NOT_ALLOWED: [405, 'This path does not take this method.'],
  IN_USE: [409, 'An open case still needs this.'],
  DUPLICATE_NETWORK_REF: [409, 'Another provider has this network and networkRef.'],
  TOO_LARGE: [413, 'The body is too large.'],
  UNSUPPORTED_ENCODING: [415, 'The body has to come without a content encoding.'],
  RATE_LIMITED: [429, 'Too many requests: try again later.'],
  INTERNAL: [500, 'Something went wrong here. It was logged.'],
  STORE_UNAVAILABLE: [503, 'Nothing can be stored right now: try again soon.'],
} as const satisfies Record<string, readonly [status: number, sentence: string]>;

export type ProblemCode = keyof typeof PROBLEMS;

export const PROBLEM_CODES = Object.keys(PROBLEMS) as readonly ProblemCode[];
