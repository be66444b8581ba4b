import express from 'express';
import { createServer, request as httpRequest, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { createHttpHandler, createHttpServer, type HttpHandlerOptions } from '../../../adapters/http/index.ts';
import { basePathOf } from '../../../adapters/http/index.ts';
import { createLog } from '../../../adapters/observability/index.ts';
import type { RawRequest, RawResponse, ResponseStream, Route } from '../../../src/app/ports/http.ts';

const lines: string[] = [];
const log = createLog({ level: 'debug', destination: { write: (line: string) => void lines.push(line) } });
const closers: (() => Promise<unknown>)[] = [];
beforeEach(() => lines.splice(0));
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const route = (
  method: Route['method'],
  path: string,
  handle: (request: RawRequest) => RawResponse,
  maxBody?: number,
): Route => ({ method, path, handle: async (request) => handle(request), ...(maxBody !== undefined && { maxBody }) });

/** Tells what the route saw. */
const echo = (request: RawRequest): RawResponse => ({
  status: 200,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({
    path: request.path,
    params: request.params,
    query: [...request.query],
    length: request.body.length,
    text: Buffer.from(request.body).toString(),
    address: request.remoteAddress,
    header: request.headers['x-some-header'],
  }),
});

const ROUTES = [
  route('GET', '/things/:id', echo),
  route('POST', '/things/:id', echo, 10),
  route('POST', '/hook', echo),
  route('GET', '/throws', () => {
    throw new Error('secret reason');
  }),
  route('GET', '/bad-header', () => ({ status: 200, headers: { 'X-Bad': 'a\nb' } })),
  route('DELETE', '/nothing', () => ({ status: 204 })),
];

async function start(options: Partial<HttpHandlerOptions> = {}, times = {}) {
  const handler = createHttpHandler({ routes: ROUTES, log, ...options });
  const server = createHttpServer({ handler, ...times });
  const port = await server.listen(0, '127.0.0.1');
  closers.push(() => server.close(100));
  return { url: `http://127.0.0.1:${port}`, port, server };
}

const post = (url: string, body: string, headers: Record<string, string> = {}) =>
  fetch(url, { method: 'POST', body, headers });

/** Sends bytes as they are; answers everything that came back until the connection was closed. */
function raw(port: number, ...parts: string[]): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => parts.forEach((part) => socket.write(part)));
    socket.setEncoding('utf8').on('data', (chunk) => (text += chunk));
    socket.on('error', () => {});
    socket.on('close', () => resolve(text));
  });
}

describe('a route', () => {
  test('gets the path, parameters, query, headers in lower case, the whole body and the address', async () => {
    const { url } = await start();
    const answer = await fetch(`${url}/things/a%20b?x=1&x=2&y=%C3%A9`, { headers: { 'X-Some-Header': 'yes' } });
    expect(await answer.json()).toEqual({
      path: '/things/a%20b?x=1&x=2&y=%C3%A9',
      params: { id: 'a b' },
      query: [
        ['x', '1'],
        ['x', '2'],
        ['y', 'é'],
      ],
      length: 0,
      text: '',
      address: '127.0.0.1',
      header: 'yes',
    });
    const big = 'é'.repeat(200_000);
    expect(await (await post(`${url}/hook`, big)).json()).toMatchObject({ length: 400_000, text: big });
  });

  test('answers HEAD as GET without the body, and 204 without a length', async () => {
    const { url } = await start();
    const head = await fetch(`${url}/things/7`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect(Number(head.headers.get('content-length'))).toBeGreaterThan(50);
    const nothing = await fetch(`${url}/nothing`, { method: 'DELETE' });
    expect([nothing.status, nothing.headers.get('content-length')]).toEqual([204, null]);
  });

  test('has its own limit on the body; chunks without a length count too; the connection lives on', async () => {
    const { url, port } = await start();
    expect((await post(`${url}/things/1`, '0123456789')).status).toBe(200);
    const refused = await post(`${url}/things/1`, '01234567890');
    expect([refused.status, await refused.json()]).toEqual([413, expect.objectContaining({ code: 'TOO_LARGE' })]);
    const head = 'POST /things/1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n';
    const next = 'GET /things/2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
    const text = await raw(port, head, '8\r\n01234567\r\n', '8\r\n01234567\r\n', '0\r\n\r\n', next);
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 413', 'HTTP/1.1 200']);
  });

  test('that throws, or answers what cannot be sent, is 500 without details and logged', async () => {
    const { url } = await start();
    for (const path of ['/throws', '/bad-header']) {
      const answer = await fetch(url + path);
      const body = await answer.text();
      expect([answer.status, JSON.parse(body).code]).toEqual([500, 'INTERNAL']);
      expect(body).not.toContain('secret reason');
    }
    expect(lines.filter((line) => line.includes('A route failed unexpectedly'))).toHaveLength(2);
    expect((await fetch(`${url}/things/1`)).status).toBe(200);
  });
});

describe('what no route takes', () => {
  test.each(['/', '/nowhere', '/things', '/things/1/2', '/things/%E0%A4%A', '/__proto__', '//', '/hook/', '/HOOK'])(
    '%s is an unknown path',
    async (path) => {
      const { url } = await start();
      const answer = await fetch(url + path);
      expect([answer.status, (await answer.json()).code]).toEqual([404, 'UNKNOWN_PATH']);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
    },
  );

  test('a known path by another method is 405 and says which are right', async () => {
    const { url } = await start();
    const answer = await fetch(`${url}/things/1`, { method: 'PUT', body: 'x' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'HEAD, GET, POST']);
    expect((await fetch(`${url}/hook`)).headers.get('allow')).toBe('POST');
    expect((await fetch(`${url}/hook`, { method: 'OPTIONS' })).status).toBe(405);
  });

  test('bytes that are no HTTP harm nobody', async () => {
    const { url, port } = await start();
    const broken = [
      'GET\r\n\r\n',
      '\u0000\u0001\u0002\r\n\r\n',
      'POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n',
      'POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      `GET /things/1 HTTP/1.1\r\nHost: x\r\nX-Big: ${'x'.repeat(40_000)}\r\n\r\n`,
      'GET http://elsewhere/things/1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      'GET * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    ];
    for (const bytes of broken) expect(await raw(port, bytes)).not.toMatch(/^HTTP\/1\.1 5/);
    expect((await fetch(`${url}/things/1`)).status).toBe(200);
  });

  test('two routes of one method and path are a mistake that shows at the start', () => {
    const twice = [route('GET', '/x/:a', echo), route('GET', '/x/:b', echo)];
    expect(() => createHttpHandler({ routes: twice, log })).toThrow();
  });
});

describe('a PUBLIC_URL with a path', () => {
  test.each([
    ['https://fleet.test/pitcrew', '/pitcrew'],
    ['https://fleet.test/pitcrew/', '/pitcrew'],
    ['https://fleet.test', ''],
    ['https://fleet.test/a/b', '/a/b'],
  ])('%s has the prefix "%s"', (publicUrl, prefix) => expect(basePathOf(publicUrl)).toBe(prefix));

  test('is taken off where it is there, and only as a whole', async () => {
    const { url } = await start({ basePath: '/pitcrew' });
    expect((await (await fetch(`${url}/pitcrew/things/1?a=b`)).json()).path).toBe('/things/1?a=b');
    expect((await (await fetch(`${url}/things/1`)).json()).path).toBe('/things/1');
    for (const path of ['/pitcrewx/things/1', '/pitcrew', '/pitcrew?x=1']) {
      expect((await fetch(url + path)).status).toBe(404);
    }
  });
});

describe('inside a host application', () => {
  async function host(build: (app: express.Express) => void): Promise<string> {
    const app = express();
    build(app);
    const server: Server = await new Promise((resolve) => {
      const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
    });
    closers.push(() => new Promise((resolve) => server.close(resolve)));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  const handler = () => createHttpHandler({ routes: ROUTES, log, basePath: '/pitcrew' });

  test('Express with and without a mount path; what is not ours stays its own', async () => {
    const url = await host((app) => {
      app.use('/pitcrew', handler());
      app.use(handler());
      app.get('/own', (_req, res) => void res.send('mine'));
    });
    expect((await (await post(`${url}/pitcrew/hook?q=1`, 'hello')).json()).text).toBe('hello');
    expect((await (await post(`${url}/hook`, 'hello')).json()).text).toBe('hello');
    expect(await (await fetch(`${url}/own`)).text()).toBe('mine');
  });

  test('behind a body parser: bytes that it left are used, else it is told where to mount', async () => {
    const url = await host((app) => {
      app.use('/raw', express.raw({ type: '*/*' }), handler());
      const keep = (req: object, _res: unknown, bytes: Buffer) => void Object.assign(req, { rawBody: bytes });
      app.use('/kept', express.json({ verify: keep }), handler());
      app.use('/parsed', express.json(), handler());
    });
    const json = { 'content-type': 'application/json' };
    expect((await (await post(`${url}/raw/hook`, '{"a": 1}', json)).json()).text).toBe('{"a": 1}');
    expect((await (await post(`${url}/kept/hook`, '{"a": 1}', json)).json()).text).toBe('{"a": 1}');
    const refused = await post(`${url}/parsed/hook`, '{"a": 1}', json);
    expect(refused.status).toBe(400);
    expect((await refused.json()).title).toBe(
      'The body was read before it came here: mount this handler before any body parser.',
    );
    expect((await fetch(`${url}/parsed/things/1`)).status).toBe(200);
    expect(lines.join('')).toContain('A body parser stands before');
  });

  test('plain node:http', async () => {
    const server = createServer(handler());
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    closers.push(() => new Promise((resolve) => server.close(resolve)));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect((await (await post(`${url}/pitcrew/hook`, 'x')).json()).text).toBe('x');
    expect((await fetch(`${url}/own`)).status).toBe(404);
  });
});

describe('streams', () => {
  const streaming = (opened: ResponseStream[]): Route => ({
    method: 'GET',
    path: '/events',
    handle: async () => ({
      status: 200,
      headers: { 'Content-Type': 'text/event-stream' },
      stream: (stream) => {
        opened.push(stream);
        stream.write('data: 1\n\n');
      },
    }),
  });

  test('arrive as they are written, and end with end()', async () => {
    const opened: ResponseStream[] = [];
    const { url } = await start({ routes: [streaming(opened)] });
    const answer = await fetch(`${url}/events`);
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader.read()).value).toBe('data: 1\n\n');
    opened[0]!.write('data: 2\n\n');
    expect((await reader.read()).value).toBe('data: 2\n\n');
    let closed = 0;
    opened[0]!.onClose(() => (closed += 1));
    opened[0]!.end();
    expect((await reader.read()).done).toBe(true);
    opened[0]!.write('late');
    opened[0]!.onClose(() => (closed += 1));
    expect(closed).toBe(2);
  });

  test('tell when the reader goes, and a server that closes ends them', async () => {
    const opened: ResponseStream[] = [];
    const { url, port, server } = await start({ routes: [streaming(opened)] });
    const gone = new Promise<void>((resolve) => {
      const req = httpRequest({ port, path: '/events' }, (res) => {
        opened[0]!.onClose(resolve);
        res.destroy();
      });
      req.on('error', () => {}).end();
    });
    await gone;
    const text = (await fetch(`${url}/events`)).text();
    await server.close(5_000);
    expect(await text).toBe('data: 1\n\n');
  });

  test('someone who does not read is cut off, so that he fills no memory', async () => {
    const opened: ResponseStream[] = [];
    const { port } = await start({ routes: [streaming(opened)] });
    const socket = connect(port, '127.0.0.1', () => socket.write('GET /events HTTP/1.1\r\nHost: x\r\n\r\n'));
    socket.on('error', () => {}).pause();
    while (opened.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    let over = false;
    opened[0]!.onClose(() => (over = true));
    for (let i = 0; i < 2_000 && !over; i += 1) {
      opened[0]!.write('x'.repeat(64 * 1024));
      if (i % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(over).toBe(true);
    socket.destroy();
  });
});

describe('the server', () => {
  test('cuts off those who dribble their headers or their body', async () => {
    const { port } = await start({}, { headersTimeoutMs: 150, requestTimeoutMs: 300, checkEveryMs: 50 });
    const began = Date.now();
    const [headers, body] = await Promise.all([
      raw(port, 'POST /hook HTTP/1.1\r\nHost: x\r\n'),
      raw(port, 'POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc'),
    ]);
    expect(Date.now() - began).toBeLessThan(2_000);
    expect(headers).toContain('408');
    expect(body).toContain('408');
    expect(lines.join('')).not.toContain('unexpectedly');
  });

  test('finishes what is in hand before it closes, and does not wait for idle connections', async () => {
    let finish: () => void = () => {};
    const slow: Route = {
      method: 'GET',
      path: '/slow',
      handle: () => new Promise((resolve) => (finish = () => resolve({ status: 200, body: 'done' }))),
    };
    const { url, server } = await start({ routes: [slow] });
    const answer = fetch(`${url}/slow`).then((response) => response.text());
    await new Promise((resolve) => setTimeout(resolve, 50));
    const began = Date.now();
    const closed = server.close(5_000);
    setTimeout(() => finish(), 50);
    expect(await answer).toBe('done');
    await closed;
    expect(Date.now() - began).toBeLessThan(1_000);
  });

  test('says that a port is taken', async () => {
    const { port } = await start();
    const second = createHttpServer({ handler: createHttpHandler({ routes: [], log }) });
    await expect(second.listen(port, '127.0.0.1')).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await second.close();
  });
});
