/** Lets so many pieces of work run at once; the others wait in line. */
export type Gate = <T>(work: () => Promise<T>) => Promise<T>;

export function createGate(atOnce: number): Gate {
  const line: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= atOnce) await new Promise<void>((go) => line.push(go));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = line.shift();
      // The place goes on to the next in line.
      if (next) next();
      else running -= 1;
    }
  };
}
