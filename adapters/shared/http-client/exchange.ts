import type { Dispatcher } from 'undici';
import { util } from 'undici';
import type { Result } from '../../../src/domain/result.ts';
import { fail } from '../../../src/domain/result.ts';
import type { Deadline } from './deadline.ts';
import { whenOver } from './deadline.ts';
import { MAX_REPLY_BYTES, decompress } from './decompress.ts';
import type { BodyFault, HttpReply, NoReply, ReplyHeaders } from './types.ts';

/**
 * One request and its whole reply before the deadline. Uses undici's handler rather than `request`, since only it
 * says when the first byte is about to be sent. Nothing that a server does makes it throw.
 */
export function exchange(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  deadline: Deadline,
): Promise<HttpReply<Uint8Array> | NoReply> {
  if (deadline.remainingMs() === 0) return Promise.resolve({ kind: 'timeout', mayHaveArrived: false });
  return new Promise((resolve, reject) => {
    let abort: (() => void) | undefined;
    let isOver = false;
    let status = 0;
    let headers: ReplyHeaders = {};
    let size = 0;
    const chunks: Buffer[] = [];

    const settle = (outcome: HttpReply<Uint8Array> | NoReply): void => {
      if (isOver) return;
      isOver = true;
      forget();
      resolve(outcome);
    };
    const reply = (body: Result<Uint8Array, BodyFault>): void => settle({ kind: 'reply', status, headers, body });
    const forget = whenOver(deadline, () => {
      settle({ kind: 'timeout', mayHaveArrived: abort !== undefined });
      abort?.();
    });
    const tooLarge = (): void => {
      reply(fail('too-large'));
      abort?.();
    };

    dispatcher.dispatch(request, {
      // Called when a connection stands and the request is about to be written to it.
      onConnect(stop) {
        if (isOver) return stop();
        abort = stop;
      },
      onHeaders(code, raw) {
        if (code < 200) return true;
        status = code;
        headers = firstOfEach(raw);
        if (Number(headers['content-length']) > MAX_REPLY_BYTES) tooLarge();
        return true;
      },
      onData(chunk) {
        if (isOver) return true;
        size += chunk.length;
        if (size > MAX_REPLY_BYTES) tooLarge();
        else chunks.push(chunk);
        return true;
      },
      onComplete() {
        if (!isOver) decompress(Buffer.concat(chunks), headers['content-encoding']).then(reply, reject);
      },
      onError(error) {
        if (isOver) return;
        if (codeOf(error) === 'UND_ERR_INVALID_ARG') {
          isOver = true;
          forget();
          return reject(error);
        }
        if (abort === undefined) return settle({ kind: 'refused', mayHaveArrived: false });
        settle({ kind: isNoHttp(error) ? 'bad-http' : 'cut', mayHaveArrived: true });
      },
    });
  });
}

function firstOfEach(raw: Buffer[]): ReplyHeaders {
  const all = Object.entries(util.parseHeaders(raw));
  return Object.fromEntries(all.map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]));
}

const codeOf = (error: Error): string => ('code' in error ? String(error.code) : '');

const isNoHttp = (error: Error): boolean =>
  codeOf(error).startsWith('HPE_') || codeOf(error) === 'UND_ERR_HEADERS_OVERFLOW';
