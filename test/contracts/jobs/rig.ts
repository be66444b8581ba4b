import { appendFileSync } from 'node:fs';
import type { Clock } from '../../../src/app/ports/clock.ts';
import type { JobContext, JobDefinition, JobQueue, JobRequest, JobResult } from '../../../src/app/ports/jobs.ts';
import type { Log } from '../../../src/app/ports/log.ts';

export interface ConnectOptions {
  readonly clock?: Clock;
  readonly log?: Log;
  readonly leaseMs?: number;
  readonly pollMs?: number;
  readonly graceMs?: number;
  readonly abortMs?: number;
}

/** One process' (or one more process') hold of a queue. */
export interface Connection {
  readonly queue: JobQueue;
  /** Stops the queue and closes what lies under it. */
  close(): Promise<void>;
}

/** What the module of a rig exports. `place` says where the queue is: a file, or a server and a prefix. */
export type Connect = (place: string, options: ConnectOptions) => Promise<Connection>;

export interface Rig {
  /** A new empty queue. */
  readonly place: string;
  readonly connect: Connect;
  /** The URL of the module that exports `connect`, for child processes. */
  readonly module: string;
  /** How the driver learns that a worker is dead: jobs leased for so long are taken over within so long. */
  readonly takeOver: { readonly leaseMs: number; readonly withinMs: number };
}

/** A clock that is `offsetMs` ahead of true time. */
export function clockAhead(offsetMs: number): Clock & { offsetMs: number } {
  return {
    offsetMs,
    now() {
      return new Date(Date.now() + this.offsetMs);
    },
    trueNow: () => new Date(),
  };
}

/** A log that keeps its lines as `level message {fields}`. */
export function keepingLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const keep = (level: string) => (fields: Readonly<Record<string, unknown>>, message: string) =>
    void lines.push(`${level} ${message} ${JSON.stringify(fields)}`);
  const log: Log & { readonly lines: string[] } = {
    lines,
    debug: keep('debug'),
    info: keep('info'),
    warn: keep('warn'),
    error: keep('error'),
    child: () => log,
  };
  return log;
}

type Handle = (payload: JobRequest['payload'], context: JobContext) => Promise<JobResult> | JobResult;

/** A definition that tries three times, 20 ms doubling to 40 ms, unless told otherwise. */
export function definition(name: string, handle: Handle, retry: Partial<JobDefinition['retry']> = {}): JobDefinition {
  return {
    name,
    retry: { attempts: 3, backoffMs: 20, maxBackoffMs: 40, ...retry },
    handle: async (payload, context) => handle(payload, context),
  };
}

/** Jobs of one name with the ids `<name>-0`, `<name>-1` and so on. */
export function jobs(name: string, count: number, more: Partial<JobRequest> = {}): JobRequest[] {
  return Array.from({ length: count }, (_, n) => ({ name, id: `${name}-${n}`, payload: { n }, ...more }));
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Resolves once the condition holds; else throws after `ms` with what was waited for. */
export async function until(what: string, condition: () => boolean | Promise<boolean>, ms = 5_000): Promise<void> {
  const end = performance.now() + ms;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`Waited ${ms} ms in vain until ${what}.`);
    await pause(2);
  }
}

/** A promise to be settled from outside. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}

/** Adds a line to a file that several processes write. */
export const note = (file: string, line: string): void => appendFileSync(file, `${line}\n`);
