import type { Route } from '../../src/app/ports/http.ts';
import { json } from './actions.ts';
import { SAMPLE_MEMBERS } from './sample/index.ts';

interface Parts {
  readonly selfUrl: () => string;
  readonly fleetId: string;
  readonly fleetApiKey: () => string;
}

/** `GET /demo/inbox?user=<Slack user>`: opens the in-app inbox as that person, by a session that a host would open for him. */
export function inboxLink({ selfUrl, fleetId, fleetApiKey }: Parts): Route {
  return {
    method: 'GET',
    path: '/demo/inbox',
    async handle({ query }) {
      const asked = query.get('user');
      const member = SAMPLE_MEMBERS.find((one) => 'slackUserId' in one && one.slackUserId === asked);
      const { memberId } = member ?? SAMPLE_MEMBERS[0];
      const answer = await fetch(`${selfUrl()}/v1/fleets/${fleetId}/members/${memberId}/sessions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${fleetApiKey()}` },
      });
      if (!answer.ok) return json(502, { message: 'The inbox cannot be opened now.' });
      const { url } = (await answer.json()) as { readonly url: string };
      return { status: 303, headers: { Location: url, 'Cache-Control': 'no-store' } };
    },
  };
}
