import type { ShopAnswer, StatusUpdate } from '../ports/network.ts';
import type { Intent } from './schema.ts';

/** Who a platform says has clicked; the dispatch finds the member. */
export type ActorRef =
  | { readonly kind: 'slack'; readonly teamId: string; readonly userId: string }
  | { readonly kind: 'teams'; readonly tenantId: string; readonly userId: string }
  | { readonly kind: 'member'; readonly fleetId: string; readonly memberId: string; readonly channel: string };

/** Where and how the sender alone is answered; opaque to everyone but its channel. */
export interface ReplyRef {
  readonly channel: string;
  readonly ref: Readonly<Record<string, string>>;
}

/** What a stored delivery asks for. */
export type DeliveryBody =
  | {
      readonly kind: 'intent';
      readonly bookingId: string;
      readonly intent: Intent;
      readonly actor: ActorRef;
      /** The version of the card that was clicked, where the channel knows it. */
      readonly version?: number | undefined;
      readonly reply?: ReplyRef | undefined;
    }
  | { readonly kind: 'status'; readonly network: string; readonly update: StatusUpdate }
  /** A shop that answers by itself has answered. */
  | (ShopAnswer & { readonly kind: 'shop-answer' });
