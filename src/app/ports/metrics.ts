/** The figures that Pitcrew keeps. Labels never hold anything personal. Durations in seconds. */
export interface Metrics {
  bookingOutcome(network: string, outcome: string): void;
  ack(channel: string, seconds: number): void;
  timeToBook(seconds: number): void;
  /** How long a vehicle was not to be used: from the alert, or from its arrival at the shop, until the work was done. */
  downtime(span: 'total' | 'in-shop', seconds: number): void;
  providerRequest(network: string, operation: string, outcome: string, seconds: number): void;
  channelFailure(channel: string, reason: string): void;
  contractBreak(network: string, field: string): void;
  alert(status: 'accepted' | 'merged' | 'duplicate'): void;
  offer(network: string): void;
  availabilityAge(network: string, seconds: number): void;
  /** Whether a network counts as down, so that nothing but probes goes to it. */
  networkDown(network: string, down: boolean): void;
  outboxDepth(depth: number): void;
}
