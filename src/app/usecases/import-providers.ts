import type { Result } from '../../domain/result.ts';
import { fail, ok } from '../../domain/result.ts';
import type { Core } from '../core.ts';

/** Takes over a network's own list of shops; shops that are known are replaced. The error is a sentence. */
export async function importFromNetwork(
  core: Core,
  name: string,
): Promise<Result<{ readonly imported: number }, string>> {
  const network = core.networks.get(name);
  if (!network) {
    const known = [...core.networks.keys()].join(', ');
    return fail(`The network "${name}" is not switched on${known ? `; these are: ${known}` : ': set its URL first'}.`);
  }
  if (!network.listProviders) return fail(`The network "${name}" has no list of its shops; import a CSV file.`);
  const listed = await network.listProviders();
  if (!listed.ok) {
    const { error } = listed;
    return fail(
      `The list of shops could not be read from "${name}": ${error.kind === 'rejected' ? error.reason : error.why}.`,
    );
  }
  const known = new Map(
    (await core.directory.allProviders()).map((provider) => [
      `${provider.network}/${provider.networkRef}`,
      provider.providerId,
    ]),
  );
  const providers = listed.value.map((provider) => ({
    ...provider,
    providerId: known.get(`${provider.network}/${provider.networkRef}`) ?? provider.providerId,
  }));
  await core.directory.putProviders(providers);
  return ok({ imported: providers.length });
}
