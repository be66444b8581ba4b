/** Signed clicks as Slack sends them, and how a bare handler checks them. */
import { createHmac, timingSafeEqual } from 'node:crypto';

export const SIGNING_SECRET = 'bench-signing-secret';
export const TEAM = 'T01BENCH';
export const USER = 'U01DANA';
export const CHANNEL = 'C01FLEET';

const sign = (timestamp, body) =>
  `v0=${createHmac('sha256', SIGNING_SECRET).update(`v0:${timestamp}:${body}`).digest('hex')}`;

let clicks = 0;

/** One click on `choose-slot` of a booking, ready to be sent; each has a trigger id of its own. */
export function signedClick({ bookingId, version, slotId, responseUrl }) {
  clicks += 1;
  const payload = {
    type: 'block_actions',
    team: { id: TEAM, domain: 'bench' },
    user: { id: USER, username: 'dana', name: 'dana', team_id: TEAM },
    api_app_id: 'A01PITCREW',
    token: 'verification-token',
    container: { type: 'message', message_ts: '1700000000.000100', channel_id: CHANNEL, is_ephemeral: false },
    trigger_id: `${process.pid}.${Date.now()}.${clicks}`,
    channel: { id: CHANNEL, name: 'fleet' },
    message: {
      type: 'message',
      user: 'U0PITCREW',
      ts: '1700000000.000100',
      text: 'truck: 12 V battery at 71 %',
      blocks: [],
    },
    state: { values: {} },
    response_url: responseUrl,
    actions: [
      {
        action_id: 'choose-slot:1',
        block_id: 'slot-1',
        text: { type: 'plain_text', text: 'Book', emoji: true },
        value: JSON.stringify({ bookingId, version, slotId }),
        type: 'button',
        action_ts: '1700000000.000200',
      },
    ],
    is_enterprise_install: false,
    enterprise: null,
  };
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const timestamp = Math.floor(Date.now() / 1000);
  return {
    body,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(timestamp),
      'x-slack-signature': sign(timestamp, body),
    },
  };
}

/** Whether a raw body has a good signature: what any handler must do at least. */
export function isSigned(headers, body) {
  const given = Buffer.from(String(headers['x-slack-signature']));
  const wanted = Buffer.from(sign(headers['x-slack-request-timestamp'], body));
  const fresh = Math.abs(Date.now() / 1000 - Number(headers['x-slack-request-timestamp'])) <= 300;
  return fresh && given.length === wanted.length && timingSafeEqual(given, wanted);
}
