import type { ServerResponse } from 'node:http';
import type { RawResponse, ResponseStream } from '../../src/app/ports/http.ts';

// Someone who reads slower than this much behind is cut off: he can come again and say where he was.
const MAX_BEHIND_BYTES = 1024 * 1024;

/** Writes an answer. Does nothing where the caller is gone already. */
export function respond(res: ServerResponse, answer: RawResponse, head: boolean, streams: Set<ResponseStream>): void {
  if (res.headersSent || res.destroyed) return;
  if (answer.stream !== undefined) {
    res.writeHead(answer.status, answer.headers);
    if (head) res.end();
    else {
      res.flushHeaders();
      answer.stream(open(res, streams));
    }
    return;
  }
  const { body } = answer;
  const length = body === undefined ? 0 : typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
  if (answer.status === 204 || answer.status === 304) res.writeHead(answer.status, answer.headers).end();
  else
    res.writeHead(answer.status, { ...answer.headers, 'Content-Length': String(length) }).end(head ? undefined : body);
}

function open(res: ServerResponse, streams: Set<ResponseStream>): ResponseStream {
  const listeners: (() => void)[] = [];
  let over = false;
  const finish = () => {
    if (over) return;
    over = true;
    streams.delete(stream);
    for (const listener of listeners.splice(0)) listener();
  };
  const stream: ResponseStream = {
    write(chunk) {
      if (over) return;
      res.write(chunk);
      if (res.writableLength > MAX_BEHIND_BYTES) res.destroy();
    },
    end() {
      if (over) return;
      res.end();
      finish();
    },
    onClose(listener) {
      if (over) listener();
      else listeners.push(listener);
    },
  };
  streams.add(stream);
  res.once('close', finish);
  return stream;
}
