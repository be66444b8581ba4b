import type { Transporter } from 'nodemailer';
import { isLoopback } from './service-url.ts';

const SOCKET_TIMEOUT_MS = 60_000;

/** A pool of connections to a mail server, `smtp://` or `smtps://`. Outside this machine nothing is said without TLS. */
export async function openMailTransport(options: {
  readonly url: string;
  readonly plaintextHosts: readonly string[];
  /** Time to connect and to be greeted, in milliseconds. */
  readonly timeoutMs: number;
  readonly maxConnections: number;
}): Promise<Transporter> {
  const { url, plaintextHosts, timeoutMs, maxConnections } = options;
  const { createTransport } = await import('nodemailer');
  const { hostname } = new URL(url);
  const isHere = isLoopback(hostname);
  return createTransport({
    url,
    pool: true,
    maxConnections,
    // Whether a mail that was cut off is sent again is for us to say: the same mail, by the same job.
    maxRequeues: 0,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    // The deadline of each mail rules; this only sees to it that nothing outlives it for long.
    socketTimeout: SOCKET_TIMEOUT_MS,
    requireTLS: !isHere && !plaintextHosts.includes(hostname.toLowerCase()),
    tls: { rejectUnauthorized: !isHere },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}
