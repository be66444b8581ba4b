import { createHash } from 'node:crypto';
import type { SandboxReply, SandboxRequest } from '../../../shared/sandbox/index.ts';

export interface BusyTime {
  readonly uid: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** A calendar of busy times, with an ETag: what the caller has already is answered 304. */
export function calendarReply(events: readonly BusyTime[], { headers }: SandboxRequest): SandboxReply {
  const text = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Independent shop//Appointment book//EN',
    ...events.flatMap(({ uid, startMs, endMs }) => [
      'BEGIN:VEVENT',
      `UID:${uid}`,
      'DTSTAMP:20260101T000000Z',
      `DTSTART:${basic(startMs)}`,
      `DTEND:${basic(endMs)}`,
      'SUMMARY:Busy',
      'END:VEVENT',
    ]),
    'END:VCALENDAR',
    '',
  ].join('\r\n');
  const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
  if (headers['if-none-match'] === etag) return { status: 304, text: '', headers: { ETag: etag } };
  return { status: 200, text, contentType: 'text/calendar; charset=utf-8', headers: { ETag: etag } };
}

/** Breaks a calendar: half of it, or a beginning that is no time; also where it would only have said "as before". */
export function spoilCalendar(reply: SandboxReply, kind: 'malformed' | 'wrong-type'): SandboxReply {
  const text = reply.text || 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n';
  const status = 200;
  if (kind === 'malformed') return { ...reply, status, text: text.slice(0, Math.floor(text.length / 2)) };
  const broken = 'BEGIN:VEVENT\r\nUID:broken\r\nDTSTART:soon\r\nEND:VEVENT\r\n';
  return { ...reply, status, text: text.replace('END:VCALENDAR', `${broken}END:VCALENDAR`) };
}

const basic = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
