import type { FaultKind } from './faults.ts';

export interface SandboxRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The raw body, decoded as UTF-8. */
  readonly body: string;
}

export interface SandboxReply {
  readonly status: number;
  /** Sent as JSON unless `text` is given. */
  readonly body?: unknown;
  readonly text?: string;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface SandboxRoute {
  readonly operation: string;
  /** Carries the request out. `fault` is there only for the kinds that the operation lists as its own. */
  run(request: SandboxRequest, fault: FaultKind | undefined): SandboxReply;
}

/** One appointment as the shop has it, to be compared with one's own books. */
export interface LedgerEntry {
  readonly network: string;
  /** The booker's own reference: an idempotency key, a clientRef, a document id. */
  readonly reference: string;
  readonly confirmation: string;
  /** The shop's networkRef. */
  readonly store: string;
  readonly service: string;
  /** With the shop's offset. */
  readonly start: string;
  readonly end: string;
  readonly status: string;
  readonly vehicle: unknown;
  readonly workOrder: unknown;
  readonly history: readonly { readonly at: string; readonly status: string; readonly start: string }[];
}

/** A shop's day for a page that draws its calendar; times are the shop's wall clock. */
export interface ShopCalendar {
  readonly networkRef: string;
  readonly name: string;
  readonly timeZone: string;
  readonly date: string;
  readonly bays: number;
  /** Empty on a closed day. */
  readonly open: readonly { readonly from: string; readonly to: string }[];
  readonly appointments: readonly CalendarEntry[];
}

export interface CalendarEntry {
  /** From 1. */
  readonly bay: number;
  readonly start: string;
  readonly end: string;
  /** WALK_IN for time that someone else has taken; such an entry has nothing more. */
  readonly status: string;
  readonly confirmation?: string;
  readonly reference?: string;
  readonly service?: string;
  readonly vehicle?: unknown;
  readonly workOrder?: unknown;
}

/** A request that the sandbox's own controls refuse; `status` is the HTTP status for it. */
export class SandboxRefusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** A part of a path in clear text, or as it came when it is not well encoded. */
export function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** What one network's sandbox gives to the server that several of them share. */
export interface SandboxNetwork {
  readonly network: string;
  /** Its operations, each with the special fault kinds that it can carry out. */
  readonly operations: Readonly<Record<string, readonly FaultKind[]>>;
  /**
   * The route of a request, or undefined when the path belongs to another network. `body` is for networks whose documents
   * name the operation.
   */
  handler(method: string, path: string, query: URLSearchParams, body: string): SandboxRoute | undefined;
  /** Breaks a reply its own way (XML); absent: as JSON. */
  spoil?(reply: SandboxReply, kind: 'malformed' | 'wrong-type', pick: number): SandboxReply;
  ledger(): LedgerEntry[];
  /**
   * A status set by the shop, said to the booker the network's way; undefined when it knows no such reference.
   * @throws SandboxRefusal when the status is wrong.
   */
  postStatus(reference: string, status: string): object | undefined;
  /** The same with another time, in networks whose shops can say so. @throws SandboxRefusal also when the time is wrong. */
  postMove?(reference: string, status: string, start: string): object | undefined;
  /** A shop's day, or undefined for a shop that it does not have. @throws SandboxRefusal on a wrong date. */
  calendar(networkRef: string, date: string | undefined): ShopCalendar | undefined;
  /** Told once by the server: whether the network plays dead at the moment, so that it says nothing either. */
  whileDown?(isDown: () => boolean): void;
  close(): void;
}
