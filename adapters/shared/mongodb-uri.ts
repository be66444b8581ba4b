import { isLoopback } from './service-url.ts';

const URI = /^mongodb(\+srv)?:\/\/(?:[^@/]*@)?([^/?@]+)(?:\/[^?]*)?(?:\?(.*))?$/;

/** The hosts of a MongoDB URI without their ports, in lower case. */
export const mongoHosts = (uri: string): readonly string[] =>
  (URI.exec(uri)?.[2] ?? '').split(',').map((host) => host.replace(/:\d+$/, '').toLowerCase());

/**
 * What is wrong with `MONGODB_URI`, as the end of a sentence that begins with the variable's name; undefined when it is
 * good. Without TLS, or with TLS that takes any certificate, only loopback and the listed hosts are spoken to.
 */
export function mongoUriProblem(uri: string, plaintextHosts: readonly string[]): string | undefined {
  const found = URI.exec(uri);
  if (!found) return 'must be a MongoDB URI, such as mongodb://db.example.com/pitcrew?tls=true';
  const options = new URLSearchParams((found[3] ?? '').toLowerCase());
  const isOn = (...names: string[]): boolean => names.some((name) => options.get(name) === 'true');
  const isOff = (...names: string[]): boolean => names.some((name) => options.get(name) === 'false');
  const tls = found[1] === undefined ? isOn('tls', 'ssl') : !isOff('tls', 'ssl');
  const isChecked = !isOn('tlsinsecure', 'tlsallowinvalidcertificates', 'tlsallowinvalidhostnames');
  const open = mongoHosts(uri).filter((host) => !isLoopback(host) && !plaintextHosts.includes(host));
  if (open.length === 0 || (tls && isChecked)) return undefined;
  return tls
    ? "must not switch the check of the server's certificate off, unless its hosts are in PITCREW_PLAINTEXT_HOSTS"
    : 'must have tls=true outside this machine, unless its hosts are in PITCREW_PLAINTEXT_HOSTS';
}
