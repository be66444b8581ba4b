/** Fair use of one network: how many calls at once and how many a second. A breaker joins it where a network has a fallback. */
export interface Guard {
  run<T>(network: string, call: () => Promise<T>): Promise<T>;
}
