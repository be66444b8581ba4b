import ICAL from 'ical.js';
import type { FleetPolicy, Member } from '../../src/domain/directory.ts';
import { DEFAULT_POLICY } from '../../src/domain/directory.ts';
import { asFleetId, asMemberId } from '../../src/domain/ids.ts';
import type { Arrived, MailServer, MailServerOptions } from './mail-server.ts';
import { startMailServer } from './mail-server.ts';
import { startWorld } from './world.ts';
import type { World, WorldOptions } from './world.ts';

export const FLEET = asFleetId('acme');
export const DANA_MAIL = 'dana@acme.test';
export const LEE_MAIL = 'lee@acme.test';

/** A world in which people get mails and nothing else. */
export interface MailWorld extends World {
  post: MailServer;
  putMember(member: Partial<Member> & Pick<Member, 'memberId'>): Promise<void>;
  /** Waits for the n-th mail (from 1) to an address whose subject matches. */
  mailTo(to: string, subject: RegExp, nth?: number): Promise<Arrived>;
  /** Subjects of the mails to an address, in order. */
  subjects(to: string): readonly string[];
}

export async function startMailWorld(
  options: WorldOptions & { readonly mail?: MailServerOptions },
): Promise<MailWorld> {
  const post = await startMailServer(options.mail);
  const world = await startWorld({
    managers: [],
    ...options,
    env: { SMTP_URL: post.url, MAIL_FROM: 'Pitcrew <service@fleet.test>', ...options.env },
  });
  const { directory } = world.pitcrew.parts.store;
  await putMailFleet(world, options.policy);
  const close = world.close.bind(world);
  const mailWorld: MailWorld = Object.assign(world, {
    post,
    async putMember(member: Partial<Member> & Pick<Member, 'memberId'>) {
      await directory.putMember({ fleetId: FLEET, name: member.memberId, roles: ['manager'], ...member });
    },
    async mailTo(to: string, subject: RegExp, nth = 1) {
      const fits = (mail: Arrived): boolean => mail.to === to && subject.test(mail.subject);
      const isNth = (mail: Arrived): boolean =>
        fits(mail) && mailWorld.post.mails.filter(fits).indexOf(mail) === nth - 1;
      return mailWorld.post.mail(`${nth}. to ${to}, ${String(subject)}`, isNth).catch((error: unknown) => {
        throw new Error(`${String(error)} There are: ${JSON.stringify(mailWorld.subjects(to))}`);
      });
    },
    subjects: (to: string) => mailWorld.post.mails.filter((mail) => mail.to === to).map(({ subject }) => subject),
    async close() {
      await close();
      await mailWorld.post.close();
    },
  });
  await mailWorld.putMember({ memberId: asMemberId('dana'), name: 'Dana Reyes', email: DANA_MAIL });
  return mailWorld;
}

async function putMailFleet(world: World, policy: Partial<FleetPolicy> = {}): Promise<void> {
  await world.pitcrew.parts.store.directory.putFleet(
    {
      fleetId: FLEET,
      name: 'Acme Delivery',
      timeZone: 'America/Chicago',
      locale: 'en-US',
      policy: { ...DEFAULT_POLICY, ...policy },
      integrations: {},
      channels: [{ kind: 'email' }],
    },
    'an-api-key-for-tests-only',
  );
}

export interface SeenPage {
  readonly status: number;
  readonly html: string;
  /** What a person reads, in one line. */
  readonly text: string;
  /** Ways to other pages. */
  readonly links: readonly { readonly words: string; readonly url: string }[];
  /** The address of the first link with these words. */
  link(words: RegExp): string;
  /** What the form holds before anything is entered. */
  readonly hidden: Readonly<Record<string, string>>;
}

const wordsIn = (html: string): string =>
  html
    .replace(/<style>[^]*?<\/style>/g, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&#(\d+);/g, (_all, code: string) => String.fromCharCode(Number(code)))
    .replace(/\s+/g, ' ')
    .trim();

async function seen(answer: Response): Promise<SeenPage> {
  const html = await answer.text();
  const links = [...html.matchAll(/<a [^>]*?href="([^"]+)"[^>]*>([^]*?)<\/a>/g)].map(([, url = '', inner = '']) => ({
    words: wordsIn(inner),
    url: wordsIn(url),
  }));
  return {
    status: answer.status,
    html,
    text: wordsIn(html.replace(/^[^]*<body>/, '')),
    links,
    link(words) {
      const found = links.find((link) => words.test(link.words));
      if (!found)
        throw new Error(`The page has no link ${String(words)}: ${JSON.stringify(links.map((one) => one.words))}`);
      return found.url;
    },
    hidden: Object.fromEntries(
      [...html.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)].map(([, name = '', value = '']) => [
        name,
        value,
      ]),
    ),
  };
}

/** What a mail scanner does, and a person at first. */
export const open = async (url: string): Promise<SeenPage> => seen(await fetch(url));

/** Sends a page's form as it stands, without opening it. */
export const send = async (url: string, fields: Readonly<Record<string, string>> = {}): Promise<SeenPage> =>
  seen(await fetch(url, { method: 'POST', body: new URLSearchParams(fields) }));

/** Opens a page, fills in its form and presses its button. */
export async function press(url: string, fields: Readonly<Record<string, string>> = {}): Promise<SeenPage> {
  const { hidden } = await open(url);
  return send(url, { ...hidden, ...fields });
}

/** The addresses of a mail's times, in order. */
export const slotLinks = ({ html }: Arrived): readonly string[] =>
  [...html.matchAll(/<a href="([^"]+)"[^>]*>Book<\/a>/g)].map(([, url = '']) => url);

export interface Invited {
  readonly method: string;
  readonly methodOfPart: string;
  readonly uid: string;
  readonly sequence: number;
  /** UTC. */
  readonly start: string;
  readonly end: string;
  readonly status: string;
  readonly organizer: string;
  readonly attendee: string;
  readonly summary: string;
  readonly location: string;
}

/** The invitation in a mail, as a calendar program reads it. */
export function invitedBy({ calendar }: Arrived): Invited {
  const root = new ICAL.Component(ICAL.parse(calendar.text) as unknown[]);
  const vevents = root.getAllSubcomponents('vevent');
  const vevent = vevents[0];
  if (!vevent || vevents.length !== 1) throw new Error(`There are ${vevents.length} events in it.`);
  const event = new ICAL.Event(vevent);
  const textOf = (name: string): string => String(vevent.getFirstPropertyValue(name) ?? '');
  return {
    method: String(root.getFirstPropertyValue('method')),
    methodOfPart: calendar.method,
    uid: event.uid,
    sequence: event.sequence,
    start: event.startDate.toJSDate().toISOString(),
    end: event.endDate.toJSDate().toISOString(),
    status: textOf('status'),
    organizer: textOf('organizer').toLowerCase(),
    attendee: textOf('attendee').toLowerCase(),
    summary: event.summary,
    location: event.location,
  };
}
