import { startProduct, type Product } from '../product.ts';
import { freePort } from '../waiting.ts';

/** Processes of the product, which are killed and come back. */
export interface Crew {
  readonly webPorts: readonly number[];
  readonly kills: { web: number; worker: number };
  /** Starts all of them. */
  start(env: Readonly<Record<string, string>>): Promise<void>;
  /** Kills one at random (SIGKILL) and starts it again. At least one web process and one worker stay. */
  killOne(random: () => number): Promise<void>;
  /** Ends all of them as an operator does; answers their exit codes, and the longest time one took in ms. */
  stop(): Promise<{ readonly codes: readonly (number | null)[]; readonly longestMs: number }>;
  /** For the end of a run that went wrong. */
  killAll(): Promise<void>;
  /** What they said on their way. */
  output(): string;
}

interface Post {
  readonly role: 'web' | 'worker';
  readonly port: number;
  product: Product | undefined;
}

/** A process that does not come up in so many tries is a failure of the run. */
const STARTS = 5;

export async function createCrew(webs: number, workers: number): Promise<Crew> {
  const posts: Post[] = [];
  for (let n = 0; n < webs + workers; n++)
    posts.push({ role: n < webs ? 'web' : 'worker', port: await freePort(), product: undefined });
  const kills = { web: 0, worker: 0 };
  let env: Readonly<Record<string, string>> = {};
  let said = '';

  /** As a supervisor does: what ends by itself, since the store is away for too long, is started again. */
  async function enter(post: Post, tries = STARTS): Promise<void> {
    try {
      post.product = await startProduct({ ...env, PORT: String(post.port) }, ['start', '--role', post.role]);
    } catch (error) {
      if (tries <= 1) throw error;
      said += String(error);
      await enter(post, tries - 1);
    }
  }

  return {
    webPorts: posts.filter(({ role }) => role === 'web').map(({ port }) => port),
    kills,
    async start(given) {
      env = given;
      // One after the other: the first makes the store.
      for (const post of posts) await enter(post);
    },
    async killOne(random) {
      const spare = (role: Post['role']): boolean =>
        posts.filter((post) => post.role === role && post.product !== undefined).length > 1;
      const choice = posts.filter((post) => post.product !== undefined && spare(post.role));
      const post = choice[Math.floor(random() * choice.length)];
      if (post?.product === undefined) return;
      const { product } = post;
      post.product = undefined;
      await product.kill();
      said += product.output();
      kills[post.role] += 1;
      await enter(post);
    },
    async stop() {
      let longestMs = 0;
      const codes = await Promise.all(
        posts.map(async ({ product }) => {
          const began = performance.now();
          const code = (await product?.stop()) ?? null;
          longestMs = Math.max(longestMs, performance.now() - began);
          said += product?.output() ?? '';
          return code;
        }),
      );
      for (const post of posts) post.product = undefined;
      return { codes, longestMs };
    },
    async killAll() {
      for (const { product } of posts) await product?.kill();
    },
    output: () => said + posts.map(({ product }) => product?.output() ?? '').join(''),
  };
}
