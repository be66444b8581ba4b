import type { Point } from './directory.ts';
import type { Instant } from './ids.ts';
import type { Money } from './money.ts';
import type { ServiceCode, Severity, System } from './services.ts';

/** An alert as it was received: a fact that never changes. */
export interface AlertFact {
  readonly alertId: string;
  readonly system: System;
  readonly severity: Severity;
  readonly observedAt: Instant;
  readonly receivedAt: Instant;
  readonly value?: number | undefined;
  readonly unit?: string | undefined;
  readonly threshold?: number | undefined;
  readonly faultCodes: readonly string[];
  readonly location?: Point | undefined;
  readonly odometerKm?: number | undefined;
  readonly message?: string | undefined;
}

/** Who did something: a member of the fleet, Pitcrew itself, a shop's network, or the host application. */
export interface Actor {
  readonly kind: 'member' | 'system' | 'provider' | 'host';
  readonly id: string;
  readonly channel: string;
  /** As people call him; only for members. */
  readonly name?: string | undefined;
}

export interface WorkOrder {
  /** `WO-` and 8 characters, unique. */
  readonly number: string;
  readonly po: string;
  /** The predicted issue in words. */
  readonly issue: string;
  readonly service: ServiceCode;
  readonly faultCodes: readonly string[];
  readonly notToExceed?: Money | undefined;
  readonly contact: { readonly name: string; readonly phone?: string | undefined };
  /** The maker's warranty is to pay, by what is known of the vehicle; absent: it is not, or nobody knows. */
  readonly underWarranty?: true | undefined;
}

/** An appointment that a person made himself, outside of Pitcrew. */
export interface ByHand {
  readonly providerName: string;
  readonly start: Instant;
  readonly confirmation?: string | undefined;
}
