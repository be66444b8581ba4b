import type { PostedCard } from '../../domain/booking.ts';
import type { Fleet, FleetChannel, Member } from '../../domain/directory.ts';
import type { Result } from '../../domain/result.ts';
import type { Card } from '../cards/card.ts';
import type { Digest } from '../cards/digest.ts';
import type { ReplyRef } from '../intents/delivery.ts';
import type { ChannelError } from './channel-error.ts';
import type { Route } from './http.ts';
import type { Notice } from './notices.ts';

export type { ChannelError } from './channel-error.ts';

/** A line for a card's thread; `noteId` is unique in its booking. */
export interface ChannelNote {
  readonly bookingId: string;
  /** Said before the line where several cards share a thread. */
  readonly vehicleId?: string | undefined;
  readonly noteId: string;
  readonly text: string;
  /** It is to bring somebody back to the case: worth a message of its own where there are no threads. */
  readonly reminds?: boolean | undefined;
}

export interface PostOptions {
  /** An earlier try may have posted it: look before posting again. */
  readonly retry: boolean;
  /** The digest that it belongs under. */
  readonly under?: PostedCard['ref'] | undefined;
}

/** A place where people see cards. Verifies, parses and renders; decides nothing. */
export interface Channel {
  readonly name: string;
  readonly routes: readonly Route[];
  /** The target key of a fleet's channel entry if it is this channel's, e.g. `slack:T01/C01`. */
  targetOf(entry: FleetChannel, fleet: Fleet): string | undefined;
  /**
   * Where a member is reached in person, e.g. `slack:T01/U01`: cards are posted there as in a channel. Absent: nobody is. It is
   * kept in the clear in places: a phone number or a mail address has no place in it, name the member.
   */
  personTargetOf?(member: Member, fleet: Fleet): string | undefined;
  /** It has no rooms: the fleet's entry means that each manager whom `personTargetOf` reaches gets the fleet's cards. */
  readonly toEachManager?: true;
  /** Posts a card. */
  post(target: string, card: Card, options: PostOptions): Promise<Result<PostedCard['ref'], ChannelError>>;
  /** Posts one message for many cases, under which their cards are posted. Absent: each card comes by itself. */
  digest?(
    target: string,
    digest: Digest,
    options: { readonly retry: boolean },
  ): Promise<Result<PostedCard['ref'], ChannelError>>;
  /**
   * Edits a posted card in place. Where nothing can be edited it says what is new, if that is worth a message. Answers another
   * `ref` if the card is to be known by that from now on.
   */
  update(ref: PostedCard['ref'], card: Card): Promise<Result<PostedCard['ref'] | void, ChannelError>>;
  /** Writes a line into a posted card's thread. `retry` tells that an earlier try may have written it: look first. */
  note(
    ref: PostedCard['ref'],
    note: ChannelNote,
    options: { readonly retry: boolean },
  ): Promise<Result<void, ChannelError>>;
  /** Answers one person alone, where he clicked. */
  tell(reply: ReplyRef, text: string): Promise<Result<void, ChannelError>>;
  /**
   * Posts a notice, unless it can be seen that an earlier try has posted it. Absent where a channel is for cards only.
   */
  announce?(target: string, notice: Notice): Promise<Result<void, ChannelError>>;
  /** Begins to listen where it is not called over HTTP; calls come back from now on. Answers what ends that. */
  listen?(): () => Promise<void>;
  close(): Promise<void>;
}
