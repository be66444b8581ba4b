import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect, createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { createServer as createTlsServer } from 'node:tls';
import { gzipSync } from 'node:zlib';

/** What a hostile server does with a connection, once it is its turn to speak; `type` is what its good replies are. */
export type Hostility = (socket: Socket, type: string) => void;

const head = (type: string, ...more: readonly string[]): string =>
  ['HTTP/1.1 200 OK', `Content-Type: ${type}`, ...more, '', ''].join('\r\n');

/** Writes for as long as somebody reads. */
export function forever(socket: Socket, chunk: string | Buffer): void {
  const more = (): void => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.on('drain', more);
  more();
}

/** Writes a little every few milliseconds, so that no wait for the next byte is ever long. */
export function trickle(socket: Socket, text: string, everyMs = 10): void {
  const timer = setInterval(() => void (socket.destroyed ? clearInterval(timer) : socket.write(text)), everyMs);
  socket.on('close', () => clearInterval(timer));
}

const SPACES = Buffer.alloc(65_536, 32);
/** A quarter of a gigabyte in a quarter of a megabyte: 64 pieces of 4 MiB one behind the other. */
const BOMB = Buffer.concat(Array<Buffer>(64).fill(gzipSync(Buffer.alloc(4 * 1024 * 1024, 32))));

/** One field of so many bytes, in whatever format it is. */
function fieldOf(bytes: number, type: string): string {
  const field = 'x'.repeat(bytes);
  if (type.includes('json')) return `{"more":"${field}"}`;
  if (type.includes('xml')) return `<more>${field}</more>`;
  return `BEGIN:VCALENDAR\r\nX-MORE:${field}\r\nEND:VCALENDAR\r\n`;
}

/** As many little things as are read at all, in whatever format it is. */
function crowdOf(bytes: number, type: string): string {
  const [begin, one, end] = type.includes('json')
    ? ['[[]', ',[]', ']']
    : type.includes('xml')
      ? ['<a>', '<a/>', '</a>']
      : [
          'BEGIN:VCALENDAR\r\n',
          'BEGIN:VEVENT\r\nUID:u\r\nDTSTART:20200101T000000Z\r\nDTEND:20200101T000100Z\r\nRRULE:FREQ=MINUTELY\r\nEND:VEVENT\r\n',
          'END:VCALENDAR\r\n',
        ];
  return begin + one.repeat(Math.floor((bytes - begin.length - end.length) / one.length)) + end;
}

const MEBIBYTE = 1024 * 1024;
const sized = (socket: Socket, type: string, body: string | Buffer, ...more: readonly string[]): void => {
  socket.write(head(type, ...more, `Content-Length: ${Buffer.byteLength(body)}`, 'Connection: close'));
  socket.end(body);
};

/** Hostilities over HTTP, each from its first byte on. */
export const HTTP_HOSTILITIES = {
  'a body without end': (socket, type) => {
    socket.write(head(type));
    forever(socket, SPACES);
  },
  'a chunked body without end': (socket, type) => {
    socket.write(head(type, 'Transfer-Encoding: chunked'));
    forever(socket, Buffer.concat([Buffer.from('10000\r\n'), SPACES, Buffer.from('\r\n')]));
  },
  'headers without end': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    forever(socket, 'X-More: and more of it\r\n'.repeat(1000));
  },
  'early hints without end': (socket) => trickle(socket, 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'.repeat(10)),
  'headers, a byte now and then': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nX-Slow: ');
    trickle(socket, 'x');
  },
  'a body, a byte now and then': (socket, type) => {
    socket.write(head(type));
    trickle(socket, ' ');
  },
  silence: () => undefined,
  'a gzip bomb': (socket, type) => sized(socket, type, BOMB, 'Content-Encoding: gzip'),
  'a field of 10 MB': (socket, type) => sized(socket, type, fieldOf(10_000_000, type)),
  'a crowd of 4 MiB': (socket, type) => sized(socket, type, crowdOf(4 * MEBIBYTE, type)),
  'the wrong content type': (socket) => sized(socket, 'text/html', '<!doctype html><title>Log in</title>'),
  'bytes of the right type that mean nothing': (socket, type) =>
    sized(socket, type, Buffer.from(Array.from({ length: 999 }, (_, i) => (i * 7919) % 256))),
  'no HTTP': (socket) => socket.end('hello\r\n\r\n'),
  'an end before the first byte': (socket) => socket.destroy(),
  'an end within the headers': (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-'),
  'an end within the body': (socket, type) => socket.end(`${head(type, 'Content-Length: 5000')}{"`),
  'a reset within the body': (socket, type) => {
    socket.write(`${head(type, 'Content-Length: 5000')}{"`, () => socket.resetAndDestroy());
  },
} as const satisfies Readonly<Record<string, Hostility>>;

/** A redirect to another server. */
export const redirectTo =
  (url: string, status: 301 | 302 | 307 | 308): Hostility =>
  (socket) =>
    void socket.end(
      `HTTP/1.1 ${status} Elsewhere\r\nLocation: ${url}/elsewhere\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
    );

export interface HttpMood {
  readonly to: (method: string, path: string) => boolean;
  readonly how: Hostility;
  /** The content type of the network's good replies. */
  readonly type: string;
  /** The request is passed on first, and takes effect there; only what comes back is hostile. */
  readonly passesOn: boolean;
}

/** A server between an adapter and its network's sandbox: passes everything on, until it is told to be hostile. */
export interface HostileFront {
  readonly url: string;
  /** What it is hostile to, and how; absent: everything is passed on, and the reply brought back. */
  mood: HttpMood | undefined;
  /** Bytes that it wrote while it was hostile. */
  written(): number;
  /** How often it was hostile. */
  turns(): number;
  close(): Promise<void>;
}

export async function startHttpFront(target: string): Promise<HostileFront> {
  let written = 0;
  let turns = 0;
  const hostileTo = new Set<Socket>();
  const server = createServer((request, response) => {
    request.socket.on('error', () => undefined);
    response.on('error', () => undefined);
    void pass(request, response).catch(() => request.socket.destroy());
  });
  server.keepAliveTimeout = 60_000;

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = 'GET', url = '/' } = request;
    const { mood } = front;
    const isVictim = mood?.to(method, new URL(url, target).pathname) === true;
    const reply =
      isVictim && !mood.passesOn ? undefined : await forward(request, method, url, Buffer.concat(chunks).toString());
    if (isVictim) {
      const { socket } = request;
      const before = socket.bytesWritten;
      turns += 1;
      hostileTo.add(socket);
      socket.on('close', () => void (written += socket.bytesWritten - before));
      return mood.how(socket, mood.type);
    }
    if (!reply) return;
    const body = Buffer.from(await reply.arrayBuffer());
    const type = reply.headers.get('content-type') ?? mood?.type ?? 'application/json';
    const { etag, 'retry-after': wait } = Object.fromEntries(reply.headers);
    response.writeHead(reply.status, {
      'Content-Type': type,
      ...(etag === undefined ? {} : { ETag: etag }),
      ...(wait === undefined ? {} : { 'Retry-After': wait }),
    });
    response.end(body);
  }

  function forward({ headers }: IncomingMessage, method: string, url: string, body: string): Promise<Response> {
    const { host: _host, connection: _connection, 'content-length': _length, ...rest } = headers;
    return fetch(`${target}${url}`, {
      method,
      headers: rest as Record<string, string>,
      ...(body === '' ? {} : { body }),
    });
  }

  await listen(server);
  const front: HostileFront = {
    url: `http://127.0.0.1:${portOf(server)}`,
    mood: undefined,
    written: () => written + [...hostileTo].reduce((sum, socket) => sum + (socket.closed ? 0 : socket.bytesWritten), 0),
    turns: () => turns,
    close: () => new Promise((resolve) => (server.close(() => resolve()), server.closeAllConnections())),
  };
  return front;
}

/** A TLS server, or one that only pretends to be one, which answers every connection in one way. */
export async function startTlsServer(options: TlsOptions | undefined, how: Hostility) {
  const sockets = new Set<Socket>();
  let secure = 0;
  let connections = 0;
  const accept = (socket: Socket): void => {
    secure += 1;
    socket.on('error', () => undefined);
    how(socket, 'application/json');
  };
  const server: Server = options === undefined ? createTcpServer(accept) : createTlsServer(options, accept);
  server.on('connection', (socket) => {
    connections += 1;
    sockets.add(socket.on('error', () => undefined));
  });
  server.on('tlsClientError', () => undefined);
  await listen(server);
  return {
    port: portOf(server),
    connections: () => connections,
    /** Connections that came as far as being spoken to. */
    spokenTo: () => secure,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** When a hostile mail server begins: at once, or instead of its reply to a command. */
export type MailStage = 'connect' | 'EHLO' | 'MAIL' | 'RCPT' | 'DATA' | 'end';

export const SMTP_HOSTILITIES = {
  'a line without end': (socket) => forever(socket, 'x'.repeat(65_536)),
  'a reply of lines without end': (socket) => forever(socket, '250-and more of it\r\n'.repeat(1000)),
  'replies without end': (socket) => forever(socket, '354 and more of it\r\n'.repeat(1000)),
  'a reply of 10 MB': (socket) => void socket.write(`250-${'x'.repeat(10_000_000)}\r\n250 OK\r\n`),
  'a byte now and then': (socket) => {
    socket.write('250-');
    trickle(socket, 'x');
  },
  'a line now and then': (socket) => trickle(socket, '250-still there\r\n'),
  silence: () => undefined,
  'an end': (socket) => socket.end(),
  'a reset': (socket) => socket.resetAndDestroy(),
  'an end within a line': (socket) => socket.end('25'),
  babble: (socket) => void socket.write('hello\r\n\0\0\r\n'),
  HTTP: (socket) => void socket.write('HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\n\r\n'),
} as const satisfies Readonly<Record<string, (socket: Socket) => void>>;

export interface HostileMailFront {
  readonly url: string;
  mood: { readonly at: MailStage; readonly how: (socket: Socket) => void } | undefined;
  written(): number;
  turns(): number;
  /** Ends all connections, as mail servers do with idle ones, and leaves the other side time to notice. */
  hangUp(): Promise<void>;
  close(): Promise<void>;
}

/** A mail server before another one. What the client said so far is passed on first, so that a whole mail arrives. */
export async function startMailFront(target: string): Promise<HostileMailFront> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let written = 0;
  let turns = 0;
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => void sockets.delete(socket));
    const { mood } = front;
    let before: number | undefined;
    const turn = (how: (socket: Socket) => void): void => {
      before = socket.bytesWritten;
      turns += 1;
      how(socket);
    };
    socket.on('close', () => void (written += before === undefined ? 0 : socket.bytesWritten - before));
    if (mood?.at === 'connect') return turn(mood.how);

    const inner = connect(Number(port), hostname).on('error', () => socket.destroy());
    socket.on('close', () => inner.destroy());
    let said = '';
    let isDue = false;
    socket.on('data', (chunk: Buffer) => {
      inner.write(chunk);
      said = (said + chunk.toString('latin1')).slice(-100_000);
      isDue ||= mood !== undefined && isAt(mood.at, said);
    });
    inner.on('data', (chunk: Buffer) => {
      if (!isDue || !mood) return void (socket.destroyed || socket.write(chunk));
      if (before === undefined) turn(mood.how);
    });
  });
  await listen(server);
  const front: HostileMailFront = {
    url: `smtp://127.0.0.1:${portOf(server)}`,
    mood: undefined,
    written: () => written,
    turns: () => turns,
    async hangUp() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => setTimeout(resolve, 25));
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return front;
}

const isAt = (stage: MailStage, said: string): boolean =>
  stage === 'end' ? said.includes('\r\n.\r\n') : new RegExp(`(^|\\r\\n)${stage}\\b[^\\r]*\\r\\n`).test(said);

const listen = (server: Server): Promise<void> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
const portOf = (server: Server): number => (server.address() as AddressInfo).port;

/** What a piece of work cost the process while it ran: its longest pause between turns and how much its memory grew. */
export async function watched<T>(work: () => Promise<T>) {
  const used = (): number => {
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const before = used();
  let highest = before;
  let last = performance.now();
  let pauseMs = 0;
  const look = (): void => {
    const now = performance.now();
    pauseMs = Math.max(pauseMs, now - last);
    last = now;
    highest = Math.max(highest, used());
  };
  const timer = setInterval(look, 5);
  const began = performance.now();
  const value = await work();
  look();
  clearInterval(timer);
  return { value, ms: performance.now() - began, pauseMs, grownMiB: (highest - before) / MEBIBYTE };
}
