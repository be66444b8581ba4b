import { Redis, ReplyError } from 'ioredis';
import type { Log } from '../../src/app/ports/log.ts';
import { openQueues, type Queues } from './lanes.ts';
import { RedisAway } from './options.ts';

const LONGEST_RETRY_MS = 1_000;
const FIRST_RETRY_MS = 50;

const again = (times: number): number => Math.min(FIRST_RETRY_MS * times, LONGEST_RETRY_MS);

/**
 * A connection for workers: its commands wait for Redis however long it is away. Each worker makes a copy of it to wait
 * on, and cannot be closed while Redis is away: so the copies are known here, and all end together.
 */
export class WorkConnection extends Redis {
  readonly #copies: Redis[] = [];

  constructor(url: string) {
    super(url, { maxRetriesPerRequest: null, retryStrategy: again, connectionName: 'pitcrew-work' });
    // Told by the other connection, once for each outage.
    this.on('error', () => {});
  }

  override duplicate(...args: Parameters<Redis['duplicate']>): Redis {
    const copy = super.duplicate(...args);
    this.#copies.push(copy);
    return copy;
  }

  /** Ends it and its copies; commands that wait reject. */
  hangUp(): void {
    for (const copy of this.#copies) copy.disconnect();
    this.disconnect();
  }
}

/** The connection that jobs are added by. It never lets anybody wait for a Redis that is away. */
export class Line {
  readonly #redis: Redis;
  readonly #prefix: string;
  readonly #log: Log;
  readonly #answerMs: number;
  #queues: Queues | undefined;
  #wasThere = false;
  #told = false;

  constructor(options: { url: string; prefix: string; log: Log; answerMs: number }) {
    this.#prefix = options.prefix;
    this.#log = options.log;
    this.#answerMs = options.answerMs;
    this.#redis = new Redis(options.url, {
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      retryStrategy: again,
    });
    this.#redis.on('error', () => this.#tell());
    this.#redis.on('close', () => {
      this.#tell();
      // BullMQ's own state of a connection that broke while it was set up would stay broken.
      this.#queues = undefined;
    });
    this.#redis.on('ready', () => {
      if (this.#told) this.#log.info({}, 'Redis answers again.');
      this.#told = false;
      this.#wasThere = true;
    });
  }

  /** Does something with Redis within the time for an answer. Rejects with `RedisAway` when Redis is away, or slow. */
  async use<T>(work: (redis: Redis, queues: Queues) => Promise<T>, ms = this.#answerMs): Promise<T> {
    const end = performance.now() + ms;
    // At the start it is waited for; one that went away is not.
    while (this.#redis.status !== 'ready') {
      if (this.#wasThere || this.#told || performance.now() > end) throw new RedisAway('Redis cannot be reached.');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    this.#queues ??= openQueues(this.#redis, this.#prefix, () => {});
    const done = work(this.#redis, this.#queues);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new RedisAway('Redis did not answer in time.')), end - performance.now());
    });
    try {
      return await Promise.race([done, late]);
    } catch (error) {
      done.catch(() => {});
      if (error instanceof RedisAway || error instanceof ReplyError || error instanceof TypeError) throw error;
      throw new RedisAway('Redis went away.', { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    this.#redis.removeAllListeners('close');
    this.#redis.disconnect();
  }

  #tell(): void {
    if (this.#told) return;
    this.#told = true;
    this.#log.warn({}, 'Redis cannot be reached; jobs wait in the store until it can.');
  }
}
