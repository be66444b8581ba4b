import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Provider } from '../../src/domain/directory.ts';
import { asProviderId } from '../../src/domain/ids.ts';
import type { Arrived, MailServer } from './mail-server.ts';
import { startMailServer } from './mail-server.ts';
import { CHICAGO, startWorld } from './world.ts';
import type { World, WorldOptions } from './world.ts';

/** A shop around the corner, open all day on weekdays, with one bay. */
export const shopOf = (name: string, more: Partial<Provider> = {}): Provider => ({
  providerId: asProviderId(name),
  name: `${name.charAt(0).toUpperCase()}${name.slice(1)} Auto`,
  network: 'local',
  networkRef: name,
  lat: CHICAGO.lat + 0.02,
  lon: CHICAGO.lon,
  timeZone: 'America/Chicago',
  phone: '+13125550111',
  email: `desk@${name}.test`,
  services: ['BATTERY_12V'],
  certifications: [],
  openingHours: 'Mo-Fr 08:00-18:00',
  ...more,
});

/** Calendars as shops publish them: a text each, with an ETag. */
export interface Calendars {
  readonly url: string;
  /** Status of each answer, in order. */
  readonly answered: number[];
  /** VEVENTs of a shop's calendar. */
  set(name: string, ...events: readonly string[]): void;
  close(): Promise<void>;
}

export async function startCalendars(): Promise<Calendars> {
  const texts = new Map<string, string>();
  const answered: number[] = [];
  const server = createServer((request, response) => {
    const text = texts.get((request.url ?? '').slice(1));
    const etag = `"${text?.length ?? 0}-${Buffer.from(text ?? '').reduce((sum, byte) => (sum * 31 + byte) % 1e9, 7)}"`;
    const status = text === undefined ? 404 : request.headers['if-none-match'] === etag ? 304 : 200;
    answered.push(status);
    response.writeHead(status, { ETag: etag, 'Content-Type': 'text/calendar' });
    response.end(status === 200 ? text : undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answered,
    set(name, ...events) {
      texts.set(
        name,
        ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Shop//EN', ...events, 'END:VCALENDAR', ''].join('\r\n'),
      );
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A VEVENT of these lines. */
export const event = (...lines: readonly string[]): string => ['BEGIN:VEVENT', ...lines, 'END:VEVENT'].join('\r\n');

export interface LocalWorld extends World {
  readonly post: MailServer;
  readonly calendars: Calendars;
  putShop(shop: Provider): Promise<void>;
  /** Waits for the n-th mail (from 1) to a shop whose subject matches. */
  letter(to: string, subject: RegExp, nth?: number): Promise<Arrived>;
}

/** A world whose shops are independent ones with a mailbox each. */
export async function startLocalWorld(
  shops: readonly Provider[],
  options: WorldOptions & { readonly smtp?: boolean },
): Promise<LocalWorld> {
  const post = await startMailServer();
  const calendars = await startCalendars();
  const mail = { SMTP_URL: post.url, MAIL_FROM: 'Pitcrew <service@fleet.test>', MAIL_REPLY_TO: 'dana@acme.test' };
  const world = await startWorld({
    shops: [],
    ...options,
    env: { ...(options.smtp === false ? {} : mail), ...options.env },
  });
  const { directory } = world.pitcrew.parts.store;
  for (const shop of shops) await directory.putProvider(shop);
  const close = world.close.bind(world);
  return Object.assign(world, {
    post,
    calendars,
    putShop: async (shop: Provider) => void (await directory.putProvider(shop)),
    async letter(to: string, subject: RegExp, nth = 1) {
      const fits = (mail: Arrived): boolean => mail.to === to && subject.test(mail.subject);
      await post.mail(
        `${nth}. to ${to}, ${String(subject)}`,
        (mail) => fits(mail) && post.mails.filter(fits).indexOf(mail) === nth - 1,
      );
      return post.mails.filter(fits)[nth - 1] as Arrived;
    },
    async close() {
      await close();
      await calendars.close();
      await post.close();
    },
  });
}

/** What a mail scanner or a person's first look does. */
export async function look(url: string): Promise<{ readonly status: number; readonly html: string }> {
  const answer = await fetch(url);
  return { status: answer.status, html: await answer.text() };
}

/** Presses the button of a link's page; answers the HTTP status. */
export async function press(url: string, fields: Readonly<Record<string, string>> = {}): Promise<number> {
  const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(fields) });
  await answer.text();
  return answer.status;
}
