/** What was asked by someone whose session is over. */
export class SessionOver extends Error {}

async function answerOf(response) {
  if (response.status === 401) throw new SessionOver();
  const body = await response.json().catch(() => undefined);
  if (response.ok && body) return body;
  throw new Error(body?.detail ?? `The server answered ${response.status}.`);
}

export const get = async (path) => answerOf(await fetch(`v1/inbox/${path}`));

/**
 * Sends what the member clicked. A call that got no answer is sent again under the same id, so that it never counts twice.
 * Answers `{outcome, message, deliveryId}`.
 */
export async function act(item, intent, fields = {}) {
  const deliveryId = makeId();
  const body = JSON.stringify({ ...fields, intent, bookingId: item.bookingId, version: item.version, deliveryId });
  for (let tries = 3; ; tries--) {
    try {
      const response = await fetch('v1/inbox/intents', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      if (response.status === 503 && tries > 1) throw new TypeError();
      return { ...(await answerOf(response)), deliveryId };
    } catch (error) {
      if (!(error instanceof TypeError) || tries === 1) {
        if (error instanceof TypeError) throw new Error('The server cannot be reached. Please try again.');
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 700));
    }
  }
}

// `crypto.randomUUID` is there in secure contexts only.
const makeId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => n.toString(16).padStart(2, '0')).join('');
