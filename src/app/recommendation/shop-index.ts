import type { Directory } from '../ports/directory.ts';
import type { NearestIndex } from '../ports/nearest.ts';

/** The nearest-shop index, kept in step with the directory, also where another process changes that. */
export interface ShopIndex {
  /** The index with every change in it that was made before this call. */
  current(): Promise<NearestIndex>;
}

export function createShopIndex(
  directory: Pick<Directory, 'allProviders' | 'providersVersion'>,
  index: NearestIndex,
): ShopIndex {
  let loaded = -Infinity;
  let loading: Promise<void> | undefined;

  // The version is read first: a change during the load is then seen as one more change, not missed.
  const load = async (): Promise<void> => {
    const version = await directory.providersVersion();
    index.load(await directory.allProviders());
    loaded = version;
  };

  return {
    async current() {
      const wanted = await directory.providersVersion();
      while (loaded < wanted) {
        loading ??= load().finally(() => {
          loading = undefined;
        });
        await loading;
      }
      return index;
    },
  };
}
