import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const TEXT = 0x81;
const CLOSE = 0x88;

export interface Envelope {
  readonly envelope_id: string;
  readonly payload: Record<string, unknown>;
}

/**
 * The far end of Socket Mode on loopback: web sockets that greet with `hello`, send what a test orders and note what is
 * acknowledged. It speaks as much of RFC 6455 as that needs.
 */
export async function startSlackSocket() {
  const sockets = new Set<Socket>();
  const acks: Envelope[] = [];
  let connections = 0;
  const server = createServer((_request, response) => void response.writeHead(426).end());
  server.on('upgrade', (request, raw) => {
    const socket = raw as Socket;
    const key = createHash('sha1').update(`${request.headers['sec-websocket-key']}${GUID}`).digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key}\r\n\r\n`,
    );
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    let rest = Buffer.alloc(0);
    socket.on('data', (data: Buffer) => {
      rest = Buffer.concat([rest, data]);
      for (let frame = readFrame(rest); frame !== undefined; frame = readFrame(rest)) {
        rest = rest.subarray(frame.size);
        if (frame.kind === 1) acks.push(JSON.parse(frame.text) as Envelope);
        if (frame.kind === 8) socket.end(Buffer.from([CLOSE, 0]));
      }
    });
    send(socket, { type: 'hello', num_connections: 1 });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const send = (socket: Socket, message: object): void => {
    const text = Buffer.from(JSON.stringify(message));
    const head = text.length < 126 ? [TEXT, text.length] : [TEXT, 126, text.length >> 8, text.length & 255];
    socket.write(Buffer.concat([Buffer.from(head), text]));
  };
  const toAll = (message: object): void => sockets.forEach((socket) => send(socket, message));

  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/link`,
    acks,
    connections: () => connections,
    open: () => sockets.size,
    /** Sends a payload in an envelope, as `interactive`, `slash_commands` or `events_api`. */
    deliver: (envelope_id: string, type: string, payload: object) =>
      toAll({ envelope_id, type, payload, accepts_response_payload: type !== 'events_api' }),
    /** Slack asks its clients to connect anew now and then. */
    recycle: () => toAll({ type: 'disconnect', reason: 'refresh_requested' }),
    /** The connection breaks without a word. */
    breakOff: () => sockets.forEach((socket) => socket.destroy()),
    async close() {
      sockets.forEach((socket) => socket.destroy());
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The first whole frame of a client, whose texts are masked; undefined while it is not whole. */
function readFrame(data: Buffer): { kind: number; text: string; size: number } | undefined {
  if (data.length < 6) return undefined;
  const short = data[1]! & 127;
  const at = short === 126 ? 4 : 2;
  const length = short === 126 ? data.readUInt16BE(2) : short;
  if (data.length < at + 4 + length) return undefined;
  const mask = data.subarray(at, at + 4);
  const text = data.subarray(at + 4, at + 4 + length).map((byte, i) => byte ^ mask[i % 4]!);
  return { kind: data[0]! & 15, text: Buffer.from(text).toString('utf8'), size: at + 4 + length };
}
