import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import type { FleetPolicy, Member, Role } from '../../src/domain/directory.ts';
import { DEFAULT_POLICY } from '../../src/domain/directory.ts';
import { asFleetId, asMemberId } from '../../src/domain/ids.ts';
import type { ArrivedText, TwilioApi } from './twilio-api.ts';
import { TWILIO, startTwilioApi } from './twilio-api.ts';
import { until } from './waiting.ts';
import { MONDAY, startWorld } from './world.ts';
import type { World, WorldOptions } from './world.ts';
import { tempDir } from './temp.ts';

/** A phone that somebody holds in his hand. */
export interface Handset {
  readonly number: string;
  /** What arrived, oldest first. */
  inbox(): readonly string[];
  /** Sends a text to Pitcrew; answers the HTTP status. The same `sid` again is the same text. */
  send(body: string, sid?: string): Promise<number>;
  /** Waits for a text that arrives after those that were read, and reads on from there. */
  reads(what: RegExp, ms?: number): Promise<string>;
  /** Reads all that is there. */
  skip(): void;
}

export interface SmsWorld extends World {
  readonly twilio: TwilioApi;
  handset(number: string): Handset;
  /** Twilio tells what became of a text of ours. */
  receipt(text: ArrivedText, status: string, errorCode?: number): Promise<number>;
  hire(memberId: string, name: string, more: Partial<Member>): Promise<void>;
  fleet(fleetId: string, policy?: Partial<FleetPolicy>): Promise<void>;
}

/** A form that Twilio signed for our public address. */
export async function postSigned(
  publicUrl: string,
  path: string,
  form: Readonly<Record<string, string>>,
  more: { readonly to?: string; readonly token?: string } = {},
): Promise<Response> {
  const signature = getExpectedTwilioSignature(more.token ?? TWILIO.TWILIO_AUTH_TOKEN, `${publicUrl}${path}`, form);
  return fetch(`${more.to ?? publicUrl}${path}`, {
    method: 'POST',
    headers: { 'x-twilio-signature': signature },
    body: new URLSearchParams(form),
  });
}

let messages = 0;

/** A world whose people have nothing but their phones: no chat at all. Dana is the manager of `acme`. */
export async function startSmsWorld(options: Partial<WorldOptions> = {}): Promise<SmsWorld> {
  const twilio = await startTwilioApi();
  const world = await startWorld({
    dataDir: tempDir(),
    startsAt: MONDAY,
    managers: [],
    ...options,
    env: { ...twilio.env, ...options.env },
  });
  const { directory } = world.pitcrew.parts.store;
  const publicUrl = world.env['PUBLIC_URL'] ?? '';
  const close = world.close.bind(world);
  const sms: SmsWorld = Object.assign(world, {
    twilio,
    handset(number: string): Handset {
      let read = 0;
      const inbox = () => twilio.texts.filter(({ to }) => to === number).map(({ body }) => body);
      return {
        number,
        inbox,
        async send(body: string, sid = `SM${String(++messages).padStart(32, '9')}`) {
          const form = { MessageSid: sid, From: number, To: TWILIO.TWILIO_FROM, Body: body, NumMedia: '0' };
          return (await postSigned(publicUrl, '/sms/inbound', form, { to: world.url })).status;
        },
        async reads(what: RegExp, ms?: number) {
          const found = () => inbox().findIndex((text, i) => i >= read && what.test(text));
          await until(`${number} reads ${String(what)}`, () => found() >= 0 || undefined, ms).catch(
            (error: unknown) => {
              throw new Error(`${String(error)} There was: ${JSON.stringify(inbox().slice(read), undefined, 1)}`);
            },
          );
          const at = found();
          read = at + 1;
          return inbox()[at] ?? '';
        },
        skip: () => void (read = inbox().length),
      };
    },
    async receipt({ sid, to }: ArrivedText, status: string, errorCode?: number) {
      const error = errorCode === undefined ? {} : { ErrorCode: String(errorCode) };
      const form = { MessageSid: sid, SmsSid: sid, MessageStatus: status, To: to, From: TWILIO.TWILIO_FROM, ...error };
      return (await postSigned(publicUrl, '/sms/status', form, { to: world.url })).status;
    },
    async hire(memberId: string, name: string, more: Partial<Member>) {
      const roles: Role[] = ['manager'];
      await directory.putMember({ fleetId: asFleetId('acme'), memberId: asMemberId(memberId), name, roles, ...more });
    },
    async fleet(fleetId: string, policy: Partial<FleetPolicy> = {}) {
      await directory.putFleet(
        {
          ...{ fleetId: asFleetId(fleetId), name: fleetId, timeZone: 'America/Chicago', locale: 'en-US' },
          ...{ policy: { ...DEFAULT_POLICY, ...policy }, integrations: {}, channels: [{ kind: 'sms' }] },
        },
        `an-api-key-for-tests-only-${fleetId}`,
      );
    },
    async close() {
      await close();
      await twilio.close();
    },
  });
  await sms.fleet('acme', options.policy);
  await sms.hire('dana', 'Dana Reyes', { phone: DANAS });
  return sms;
}

export const DANAS = '+13125550151';

/** The number before each line of a text. */
export const numbersIn = (text: string): readonly number[] =>
  [...text.matchAll(/^(\d+)\) /gm)].map(([, n]) => Number(n));
