/** Whether a host name is this machine itself. */
export const isLoopback = (hostname: string): boolean =>
  /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/i.test(hostname);

/** The names of `PITCREW_PLAINTEXT_HOSTS`. */
export const hostList = (text: string): readonly string[] =>
  text
    .split(',')
    .map((host) => host.trim().toLowerCase())
    .filter((host) => host !== '');

/**
 * What is wrong with the base URL of a service, as the end of a sentence that begins with the variable's name;
 * undefined when it is good. Without TLS only loopback and the listed hosts are spoken to.
 */
export function serviceUrlProblem(text: string, plaintextHosts: readonly string[]): string | undefined {
  if (!URL.canParse(text)) return 'must be a URL, such as https://api.example.com';
  const url = new URL(text);
  if (!['http:', 'https:'].includes(url.protocol)) return 'must be an https URL';
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or password';
  if (text.includes('?') || text.includes('#')) return 'must be a base URL without query and fragment';
  const isPlain = url.protocol === 'http:' && !isLoopback(url.hostname);
  if (isPlain && !plaintextHosts.includes(url.hostname.toLowerCase()))
    return 'must be https outside this machine, unless its host is in PITCREW_PLAINTEXT_HOSTS';
  return undefined;
}
