import type { FaultSpec, LedgerEntry, RunningSandbox, SandboxShop } from '../../../adapters/shared/sandbox/index.ts';
import type { Metrics } from '../../../src/app/ports/metrics.ts';
import type { Log } from '../../../src/app/ports/log.ts';
import type { BookingOrder, ProviderNetwork } from '../../../src/app/ports/network.ts';
import type { Provider } from '../../../src/domain/directory.ts';
import { asProviderId } from '../../../src/domain/ids.ts';
import type { ServiceCode } from '../../../src/domain/services.ts';
import type { FreeSlot } from '../../../src/domain/slot.ts';

/** What the suite asks of a network's sandbox. */
export interface HarnessOptions {
  /** Business time and true time, of the shops and ours. */
  readonly now: Date;
  readonly timeZone: string;
  /** OSM syntax. */
  readonly openingHours: string;
  readonly bays: number;
  readonly shops: number;
  /** The adapter's own time limit. */
  readonly timeoutMs: number;
  /** Puts something between the adapter and its server: gets the server's address, answers the one to connect to. */
  readonly front?: ((url: string) => Promise<string>) | undefined;
  /** The same for a mail server. */
  readonly mailFront?: ((url: string) => Promise<string>) | undefined;
}

/** A network's adapter and a sandbox of real capacity that it talks to over loopback. */
export interface NetworkHarness {
  readonly network: ProviderNetwork;
  readonly providers: readonly Provider[];
  /** One that every shop does. */
  readonly service: ServiceCode;
  /** The sandbox's names of the requests behind each operation; several are joined by `|`. */
  readonly operations: {
    readonly search: string;
    readonly book: string;
    readonly cancel: string;
    readonly lookup: string;
    readonly move: string;
    readonly list: string;
    /** Where a walk-in takes the time, if that is another request than `book`. */
    readonly steal?: string;
    /** Absent where status is posted. */
    readonly poll?: string;
  };
  /** Whether the sandbox can let a walk-in take the slot, and its credentials end. */
  readonly special: { readonly stolenSlot: boolean; readonly tokens: boolean };
  setFaults(spec: FaultSpec): void;
  /** Every appointment that was ever made at the shops. */
  ledger(): readonly LedgerEntry[];
  /** Whether it still stands there, from its ledger's word. */
  stands(entry: LedgerEntry): boolean;
  /** What was counted and logged. */
  readonly seen: Seen;
  close(): Promise<void>;
}

export type OpenHarness = (options: HarnessOptions) => Promise<NetworkHarness>;

/** Sunday in Chicago, 09:04:05. */
export const SUNDAY = new Date('2026-11-22T15:04:05Z');

export const USUAL: HarnessOptions = {
  now: SUNDAY,
  timeZone: 'America/Chicago',
  openingHours: 'Mo-Fr 07:30-18:00',
  bays: 2,
  shops: 1,
  timeoutMs: 20_000,
};

/** Where every shop of the suite is. */
const WABASH = {
  lat: 41.86,
  lon: -87.63,
  phone: '+13126621553',
  address: { line1: '1558 S Wabash Ave', city: 'Chicago', state: 'IL', postalCode: '60605' },
};

/** Shops as their sandbox keeps them; `brand` begins their names. */
export const sandboxShops = (
  refs: readonly string[],
  brand: string,
  { timeZone, openingHours, bays }: Pick<HarnessOptions, 'timeZone' | 'openingHours' | 'bays'>,
): SandboxShop[] =>
  refs.map((networkRef) => ({ networkRef, name: `${brand} ${networkRef}`, timeZone, openingHours, bays, ...WABASH }));

/** A shop as Pitcrew knows it. */
export const providerAt = (network: string, networkRef: string, name: string, more: Partial<Provider>): Provider => ({
  providerId: asProviderId(`${network}-${networkRef}`),
  ...{ name, network, networkRef },
  ...{ lat: WABASH.lat, lon: WABASH.lon },
  timeZone: 'America/Chicago',
  services: ['BATTERY_12V'],
  certifications: [],
  ...more,
});

export interface ConnectOptions {
  readonly timeoutMs?: number;
  readonly now?: () => Date;
  readonly trueNow?: () => Date;
}

/** What every adapter is given beside its variables, and what it tells of itself. */
export function partsFor({ timeoutMs = 10_000, now = () => SUNDAY, trueNow = now }: ConnectOptions) {
  const { seen, log, metrics } = recorder();
  const publicUrl = 'https://fleet.example/pitcrew/';
  return { seen, parts: { publicUrl, providerTimeoutMs: timeoutMs, clock: { now, trueNow }, log, metrics } };
}

/** What a harness has of a sandbox of its own kind, in the same way in each. */
export function ofSandbox(sandbox: RunningSandbox) {
  let closed: Promise<void> | undefined;
  return {
    setFaults: (spec: FaultSpec) => sandbox.setFaults(spec),
    ledger: () => sandbox.ledger(),
    close: () => (closed ??= sandbox.close()),
  };
}

/** An order for a slot under a reference. */
export function orderFor(provider: Provider, slot: FreeSlot, service: ServiceCode, reference: string): BookingOrder {
  return {
    reference,
    slot: {
      networkRef: provider.networkRef,
      networkSlotId: slot.networkSlotId,
      start: slot.start,
      timeZone: provider.timeZone,
    },
    workOrder: {
      number: 'WO-7Q2K9M4X',
      po: 'PO-7Q2K9M4X',
      issue: '12 V battery at 58 %',
      service,
      faultCodes: ['P0562'],
      notToExceed: { amount: 22680, currency: 'USD' },
      contact: { name: 'Dana Reyes', phone: '+13125550100' },
    },
    vehicle: { vin: '1FTFW1E5XNFA00000', year: 2022, make: 'Ford', model: 'E-Transit', plate: 'IL 44-120' },
    fleetName: 'Acme Delivery',
  };
}

/** What an adapter told its metrics and its log. */
export interface Seen {
  /** `operation outcome`, in order. */
  readonly requests: string[];
  /** Fields that broke the contract, in order. */
  readonly breaks: string[];
  /** The log's lines: level, message and fields. */
  readonly lines: { readonly level: string; readonly message: string; readonly fields: object }[];
}

/** A log and metrics that write down what they are told. */
export function recorder(): { readonly seen: Seen; readonly log: Log; readonly metrics: Metrics } {
  const seen: Seen = { requests: [], breaks: [], lines: [] };
  const write = (level: string) => (fields: object, message: string) =>
    void seen.lines.push({ level, message, fields });
  const log: Log = {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: () => log,
  };
  const metrics: Metrics = {
    bookingOutcome: () => undefined,
    ack: () => undefined,
    timeToBook: () => undefined,
    downtime: () => undefined,
    channelFailure: () => undefined,
    alert: () => undefined,
    offer: () => undefined,
    availabilityAge: () => undefined,
    networkDown: () => undefined,
    outboxDepth: () => undefined,
    providerRequest: (_network, operation, outcome) => void seen.requests.push(`${operation} ${outcome}`),
    contractBreak: (_network, field) => void seen.breaks.push(field),
  };
  return { seen, log, metrics };
}
