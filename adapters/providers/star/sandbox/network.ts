import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import type { FaultKind, SandboxNetwork, SandboxReply, SandboxRequest } from '../../../shared/sandbox/index.ts';
import { SandboxRefusal, addDays, createWebhooks, withOffset } from '../../../shared/sandbox/index.ts';
import { acknowledgement, availability, failure, isReceipt, spoil, statusDocument } from './answers.ts';
import type { Place } from './answers.ts';
import { createAppointments, ledgerEntry } from './appointments.ts';
import { calendarOf, createDealers } from './dealers.ts';
import type { AvailabilityQuestion, Order } from './questions.ts';
import { readQuestion } from './questions.ts';
import type { AppointmentStatus, Dealer, PostedDocument, StarNetworkOptions } from './types.ts';
import { STATUSES } from './types.ts';

/** The credentials of a sandbox that is given none; the samples of `.env.example`. */
export const SAMPLE_CREDENTIALS = { user: 'sample-star-user', password: 'sample-star-password' } as const;

export interface StarNetwork extends SandboxNetwork {
  /** `start` with its offset: the dealer has it at another time. @throws SandboxRefusal when nobody is free then. */
  postStatus(reference: string, status: string, start?: string): PostedDocument | undefined;
  /** Resolves when every status posted so far has been received. */
  webhooksSettled(): Promise<void>;
}

const OPERATIONS: Readonly<Record<string, readonly FaultKind[]>> = {
  availability: [],
  book: ['stolen-slot'],
  replace: ['stolen-slot'],
  cancel: [],
  unreadable: [],
};

const UNAUTHORIZED: SandboxReply = {
  status: 401,
  body: { code: 'UNAUTHORIZED' },
  headers: { 'WWW-Authenticate': 'Basic realm="star"' },
};

/** Answers about free times that are kept for repeats; those that change something are kept for ever. */
const KEPT_ANSWERS = 200;

/**
 * The dealers' network without a server: to be served alone or with others on one port.
 * @throws Error when a dealer's data is wrong.
 */
export function createStarSandboxHandler(options: StarNetworkOptions): StarNetwork {
  const { now = () => new Date(), pitcrewUrl = 'http://localhost:3000' } = options;
  const given = { ...SAMPLE_CREDENTIALS, ...options };
  const authorization = `Basic ${Buffer.from(`${given.user}:${given.password}`).toString('base64')}`;
  let isDown = (): boolean => false;
  const posts = createWebhooks({
    sign: () => ({ 'Content-Type': 'application/xml', Authorization: authorization }),
    accepts: isReceipt,
    silent: () => isDown(),
    ...(options.webhookRetryMs === undefined ? {} : { retryMs: options.webhookRetryMs }),
  });
  const dealers = createDealers(options, now);
  const appointments = createAppointments(dealers, now);
  const orders = new Map<string, { readonly content: string; readonly reply: SandboxReply }>();
  const questions = new Map<string, { readonly content: string; readonly reply: SandboxReply }>();

  function carryOut(question: AvailabilityQuestion | Order, stolen: boolean): SandboxReply {
    const { bodId, content } = question;
    const documentId = question.kind === 'availability' ? '' : question.documentId;
    const before = orders.get(bodId) ?? questions.get(bodId);
    if (before) {
      if (before.content === content) return before.reply;
      return acknowledgement(bodId, now(), documentId, { rejected: 'DUPLICATE_BOD' });
    }
    const dealer = dealers.get(question.dealer);
    if (!dealer) return failure(bodId, now(), 'DealerNumberID is none of ours');
    if (question.kind === 'availability') {
      const reply = availability(bodId, now(), dealer.zone, places(dealer, question));
      questions.set(bodId, { content, reply });
      for (const oldest of questions.keys()) if (questions.size > KEPT_ANSWERS) questions.delete(oldest);
      return reply;
    }
    const reply = acknowledgement(bodId, now(), documentId, appointments.carryOut(question, dealer, stolen));
    orders.set(bodId, { content, reply });
    return reply;
  }

  function places(dealer: Dealer, { service, from, to }: AvailabilityQuestion): readonly Place[] {
    if (!dealer.services.includes(service)) return [];
    const free: Place[] = [];
    for (let date = from; date <= to; date = addDays(date, 1)) {
      for (const slot of dealers.slots(dealer, service, date)) {
        const { startMs, endMs } = slot;
        for (const advisor of dealers.freeAdvisors(dealer, slot, date)) free.push({ startMs, endMs, advisor });
      }
    }
    return free;
  }

  function postStatus(reference: string, word: string, start?: string): PostedDocument | undefined {
    const appointment = appointments.find(reference);
    if (!appointment) return undefined;
    const status = checkStatus(word);
    const startMs = start === undefined ? appointment.startMs : Date.parse(start);
    if (Number.isNaN(startMs)) throw new SandboxRefusal(400, `'${start}' is not a moment with its offset.`);
    appointments.setStatus(appointment, status, startMs);
    const bodId = randomUUID();
    const base = (typeof pitcrewUrl === 'string' ? pitcrewUrl : pitcrewUrl()).replace(/\/+$/, '');
    posts.send(`${base}/providers/star/inbound`, statusDocument(bodId, appointment, now()));
    const { documentId, dealerDocumentId, dealer } = appointment;
    return { bodId, documentId, dealerDocumentId, status, start: withOffset(appointment.startMs, dealer.zone) };
  }

  return {
    network: 'star',
    operations: OPERATIONS,
    handler(method, path, _query, body) {
      if (method !== 'POST' || path !== '/star/inbound') return undefined;
      const read = readQuestion(body);
      return {
        operation: read.ok ? read.value.kind : 'unreadable',
        run(request, fault) {
          if (!isSame(request, authorization)) return UNAUTHORIZED;
          if (!read.ok) return failure(read.error.bodId, now(), read.error.why);
          return carryOut(read.value, fault === 'stolen-slot');
        },
      };
    },
    spoil,
    ledger: () => Array.from(appointments.all(), ledgerEntry),
    postStatus,
    postMove: postStatus,
    calendar(networkRef, date) {
      const dealer = dealers.get(networkRef);
      return dealer && calendarOf(dealers, dealer, date, now());
    },
    whileDown: (ask) => void (isDown = ask),
    webhooksSettled: () => posts.settled(),
    close: () => posts.close(),
  };
}

/** @throws SandboxRefusal when it is none of the statuses. */
function checkStatus(status: string): AppointmentStatus {
  const known = STATUSES.find((word) => word === status);
  if (!known) throw new SandboxRefusal(400, `The status '${status}' is none of ${STATUSES.join(', ')}.`);
  return known;
}

function isSame({ headers }: SandboxRequest, expected: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(String(headers['authorization'] ?? '')), hash(expected));
}
