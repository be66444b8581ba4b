import { isLoopback } from './service-url.ts';

/**
 * What is wrong with the URL of a Redis server, as the end of a sentence that begins with the variable's name; undefined
 * when it is good. It may hold a user and a password. Without TLS only loopback and the listed hosts are spoken to.
 */
export function redisUrlProblem(text: string, plaintextHosts: readonly string[]): string | undefined {
  if (!URL.canParse(text)) return 'must be a URL, such as rediss://redis.example.com:6379';
  const { protocol, hostname } = new URL(text);
  if ((protocol !== 'redis:' && protocol !== 'rediss:') || hostname === '')
    return 'must be a rediss URL, such as rediss://redis.example.com:6379';
  if (protocol === 'redis:' && !isLoopback(hostname) && !plaintextHosts.includes(hostname.toLowerCase()))
    return 'must be rediss outside this machine, unless its host is in PITCREW_PLAINTEXT_HOSTS';
  return undefined;
}
