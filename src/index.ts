import type {
  BookingEvent,
  ChannelFailedEvent,
  PitcrewEventName,
  PitcrewEvents,
  SlaBreachedEvent,
} from './app/event-bus.ts';
import type { AlertInput } from './app/ports/alert-schema.ts';
import type { BookingView, RaisedAlert } from './app/ports/api.ts';
import { AlertRefused, raiseAlert } from './raise-alert.ts';
import { compose } from './compose.ts';
import type { Composed, Parts, Role } from './compose.ts';
import { describeProblems, readConfig } from './config.ts';
import type { Env } from './config.ts';
import { createHttpServer } from './registry/parts.ts';
import type { HttpHandler } from './registry/parts.ts';

/** Everything has a default: without options, an embedded Pitcrew on SQLite in `./.pitcrew`. */
export interface PitcrewOptions extends Parts {
  /** Configuration by the names of the environment variables. Nothing is read from the process' own environment. */
  readonly env?: Env | undefined;
  /** `all` (default), `web` or `worker`. */
  readonly role?: Role | undefined;
}

export interface Pitcrew {
  /** For `node:http`, and as middleware of Express and Fastify. Mount it before body parsers: signatures are checked on raw bytes. */
  readonly handler: HttpHandler;
  /** Takes an alert in: same schema, answer and idempotency as `POST /v1/alerts`. Rejects with an `AlertRefused`. */
  raiseAlert(alert: AlertInput & { readonly fleetId: string }): Promise<RaisedAlert>;
  /** Subscribes to an event; answers the way to unsubscribe. */
  on<N extends PitcrewEventName>(name: N, listener: (event: PitcrewEvents[N]) => void): () => void;
  /** A server of Pitcrew's own around the handler; answers the port (0 takes a free one). Closed by `close`. */
  listen(port: number, host?: string): Promise<number>;
  /** Where `/metrics` is served once `listen` was called, when METRICS_PORT gives it a port of its own. */
  metricsPort(): number | undefined;
  /** Where the operator's token lies, when it was made here. */
  readonly adminTokenFile?: string | undefined;
  /** Takes nothing new, finishes what is in hand, closes everything. May be called again. */
  close(): Promise<void>;
  /** The parts, for hosts that need more than the surface. */
  readonly parts: Composed;
}

/**
 * Puts a Pitcrew together and starts it. Two of them may live in one process.
 * @throws Error that lists every wrong variable with its name and what would be right.
 */
export async function createPitcrew(options: PitcrewOptions = {}): Promise<Pitcrew> {
  const config = readConfig(options.env ?? {});
  if (!config.ok) throw new Error(describeProblems(config.error));
  const parts = await compose(config.value, options, options.role);
  await parts.start();
  let metricsAt: number | undefined;
  const servers: { close(graceMs?: number): Promise<void> }[] = [];
  return {
    handler: parts.handler,
    raiseAlert: (alert) => raiseAlert(parts.app.api, alert),
    on: (name, listener) => parts.events.on(name, listener),
    async listen(port, host) {
      const open = (handler: HttpHandler, at: number): Promise<number> => {
        const server = createHttpServer({ handler });
        servers.push(server);
        return server.listen(at, host);
      };
      const { METRICS_PORT: metricsPort } = config.value;
      // Figures of one process have one port, however many listeners it has.
      if (metricsPort !== undefined && servers.length === 0) metricsAt = await open(parts.metricsHandler, metricsPort);
      return open(parts.handler, port);
    },
    metricsPort: () => metricsAt,
    adminTokenFile: parts.adminTokenFile,
    async close() {
      await Promise.all(servers.splice(0).map((server) => server.close()));
      await parts.close();
    },
    parts,
  };
}

export type {
  AlertInput,
  BookingEvent,
  BookingView,
  ChannelFailedEvent,
  Env,
  PitcrewEventName,
  PitcrewEvents,
  RaisedAlert,
  SlaBreachedEvent,
};
export { AlertRefused };
