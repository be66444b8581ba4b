import { serve } from './serve.ts';

// The process entry for images and process managers: everything comes from the environment.
try {
  const running = await serve(process.env, 'all');
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void running.close());
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
