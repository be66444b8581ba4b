import { renderCard } from '../../../adapters/slack/index.ts';
import { renderCaseModal } from '../../../adapters/slack/render/case-modal.ts';
import { renderHome } from '../../../adapters/slack/render/home.ts';
import { cardOf } from '../../../src/app/cards/build.ts';
import { DEFAULT_POLICY } from '../../../src/domain/directory.ts';
import type { Member } from '../../../src/domain/directory.ts';
import { asFleetId, asMemberId } from '../../../src/domain/ids.ts';
import { LOCALES, sampleBookings, type SampleLocale } from '../../support/sample-bookings.ts';
import { judge } from '../../support/shared.ts';
import { violations } from './block-kit.ts';
import { officialJudge } from './official-limits.ts';

const limitsFile = judge("Block Kit's limits", 'schemas', 'slack', 'slackblocks-spec', 'spec', 'limits.json');
const official = limitsFile === undefined ? undefined : officialJudge(limitsFile);

function found(surface: 'message' | 'modal', blocks: readonly object[]): readonly unknown[] {
  const ours = violations(surface, blocks);
  return official === undefined || official({ blocks }) ? ours : [...ours, ...(official.errors ?? [])];
}
const member: Member = {
  fleetId: asFleetId('acme'),
  memberId: asMemberId('dana'),
  name: 'Dana Reyes',
  roles: ['manager'],
} as const;
/** As long as a name may be. */
const LONG = 'Łódź & Sons <Commercial> Tire, Brake & Battery Center – '.repeat(4).slice(0, 200);

test.each(Object.keys(LOCALES) as SampleLocale[])(
  'every situation read in %s keeps Slack’s limits: card, home and case, with names as long as they may be',
  (locale) => {
    for (const { situation, booking } of sampleBookings().filter((sample) => sample.locale === locale)) {
      const long = JSON.parse(
        JSON.stringify(booking).replaceAll(/"Shop \d"/g, () => JSON.stringify(LONG)),
      ) as typeof booking;
      for (const one of [booking, long]) {
        const card = cardOf(one);
        const fleet = {
          ...{ fleetId: asFleetId('acme'), name: LONG, locale, timeZone: LOCALES[locale] },
          ...{ policy: DEFAULT_POLICY, integrations: {}, channels: [] },
        };
        const shown = {
          card: found('message', renderCard(card).blocks),
          home: found('modal', renderHome([{ fleet, member, cards: [card] }]).blocks),
          case: found('modal', renderCaseModal(one, card, member).blocks),
        };
        expect({ situation, ...shown }).toEqual({ situation, card: [], home: [], case: [] });
      }
    }
  },
);
