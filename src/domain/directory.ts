import type { FleetId, Instant, LocalDate, MemberId, ProviderId, TimeZone, VehicleId } from './ids.ts';
import type { Money } from './money.ts';
import type { ServiceCode } from './services.ts';
import type { RankingWeights } from './weighing.ts';

/** A place on earth in degrees (WGS 84). */
export interface Point {
  readonly lat: number;
  readonly lon: number;
}

export interface Address {
  readonly line1?: string | undefined;
  readonly city?: string | undefined;
  readonly state?: string | undefined;
  readonly postalCode?: string | undefined;
}

/** Where a fleet's cards are posted. Later channels add their own kinds. */
export type FleetChannel =
  | { readonly kind: 'slack'; readonly teamId: string; readonly channelId: string }
  | { readonly kind: 'teams'; readonly serviceUrl: string; readonly conversationId: string; readonly tenantId: string }
  | { readonly kind: 'sms' | 'email' | 'inapp' };

/** How a fleet wants its bookings handled; absent switches a rule off, defaults are filled in at the edge. */
export interface FleetPolicy {
  readonly booking: 'manual' | 'approve' | 'auto';
  readonly approveOver?: Money | undefined;
  readonly approveBeyondKm?: number | undefined;
  readonly selfApproval: boolean;
  readonly poPrefix: string;
  readonly notToExceed?: Money | undefined;
  readonly servicePhone?: string | undefined;
  readonly approvalMinutes: number;
  readonly autoUndoMinutes: number;
  readonly sameDayFirst: boolean;
  /** Shops farther away than this are not offered, in kilometres. */
  readonly radiusKm: number;
  /** How much distance, waiting, ratings, price and certification count for the order of slots; absent: all as usual. */
  readonly ranking?: RankingWeights | undefined;
  readonly batteryThresholdPct: number;
  readonly maxOutPerDepot?: number | undefined;
  readonly quietHours?: { readonly from: string; readonly to: string } | undefined;
  readonly remindAfterMinutes: number;
  readonly offerHours: number;
  readonly rota?: readonly RotaEntry[] | undefined;
  readonly cancelFee: { readonly falsePositivePaidBy: 'fleet' | 'host' | 'provider' };
  /** How it was before Pitcrew: what the reports compare with. */
  readonly baseline?: DowntimeBaseline | undefined;
}

/** Hours that a vehicle is not to be used because of one repair, on average. */
export interface DowntimeBaseline {
  /** From the alert until the work is done. */
  readonly downtimeHours: number;
  /** Of these, in the shop. */
  readonly inShopHours?: number | undefined;
}

export interface RotaEntry {
  readonly days: string;
  readonly from: string;
  readonly to: string;
  readonly memberId: MemberId;
  readonly absent?: readonly { readonly from: LocalDate; readonly to: LocalDate }[] | undefined;
}

export interface Fleet {
  readonly fleetId: FleetId;
  readonly name: string;
  readonly timeZone: TimeZone;
  readonly locale: string;
  readonly policy: FleetPolicy;
  readonly integrations: {
    readonly samsara?: { readonly secret: string } | undefined;
    readonly motive?: { readonly secret: string } | undefined;
  };
  readonly channels: readonly FleetChannel[];
}

export type Role = 'manager' | 'approver' | 'viewer';

export interface Member {
  readonly fleetId: FleetId;
  readonly memberId: MemberId;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly slackUserId?: string | undefined;
  readonly teamsUserId?: string | undefined;
  readonly phone?: string | undefined;
  readonly email?: string | undefined;
  readonly timeZone?: TimeZone | undefined;
  readonly locale?: string | undefined;
}

export type VehicleClass = 'light' | 'medium' | 'heavy';

export interface Vehicle {
  readonly fleetId: FleetId;
  readonly vehicleId: VehicleId;
  readonly vin: string;
  readonly plate?: string | undefined;
  readonly year?: number | undefined;
  readonly make?: string | undefined;
  readonly model?: string | undefined;
  readonly class: VehicleClass;
  readonly powertrain?: string | undefined;
  /** Gross vehicle weight rating in pounds. */
  readonly gvwrLb?: number | undefined;
  readonly inServiceDate?: LocalDate | undefined;
  readonly warranty?:
    readonly { readonly component: string; readonly months: number; readonly km: number }[] | undefined;
  readonly externalIds?: Readonly<Record<string, string>> | undefined;
  readonly depot?: string | undefined;
  readonly location?: Point | undefined;
  readonly locationAt?: Instant | undefined;
  readonly odometerKm?: number | undefined;
}

/** What a shop keeps when an appointment is cancelled late. */
export interface CancelFeeTerms {
  readonly fee: Money;
  /** The fee is due from this many hours before the start. */
  readonly beforeHours: number;
}

export interface Provider {
  readonly providerId: ProviderId;
  readonly name: string;
  readonly network: string;
  /** The network's own id of the shop, unique in its network. */
  readonly networkRef: string;
  readonly lat: number;
  readonly lon: number;
  readonly timeZone: TimeZone;
  readonly phone?: string | undefined;
  readonly email?: string | undefined;
  readonly address?: Address | undefined;
  readonly services: readonly ServiceCode[];
  readonly certifications: readonly string[];
  readonly maxGvwrLb?: number | undefined;
  readonly openingHours?: string | undefined;
  readonly bays?: number | undefined;
  readonly busyCalendarUrl?: string | undefined;
  /** Shortest notice that the shop needs, in minutes. */
  readonly noticeMinutes?: number | undefined;
  readonly answerMinutes?: number | undefined;
  readonly mobile?: string | undefined;
  readonly bookingUrl?: string | undefined;
  readonly cancelFee?: CancelFeeTerms | undefined;
}

/** The policy of a fleet that set nothing. */
export const DEFAULT_POLICY: FleetPolicy = {
  booking: 'manual',
  selfApproval: false,
  poPrefix: 'PO-',
  approvalMinutes: 60,
  autoUndoMinutes: 15,
  sameDayFirst: true,
  radiusKm: 80,
  batteryThresholdPct: 75,
  remindAfterMinutes: 30,
  offerHours: 24,
  cancelFee: { falsePositivePaidBy: 'fleet' },
};
