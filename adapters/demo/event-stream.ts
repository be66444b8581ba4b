import type { RawResponse, ResponseStream } from '../../src/app/ports/http.ts';

export interface EventStreams {
  /** Opens a stream whose first events are these. */
  open(first: readonly DemoEvent[]): RawResponse;
  send(event: DemoEvent): void;
  count(): number;
  close(): void;
}

export interface DemoEvent {
  readonly type: string;
  readonly data: unknown;
}

const BEAT_MS = 15_000;

/** Server-Sent Events to every page that is open. `onCount` is told when pages come and go. */
export function createEventStreams(onCount: (count: number) => void): EventStreams {
  const streams = new Set<ResponseStream>();
  let beat: NodeJS.Timeout | undefined;
  const changed = (): void => {
    clearInterval(beat);
    beat =
      streams.size > 0 ? setInterval(() => streams.forEach((s) => s.write(': still here\n\n')), BEAT_MS) : undefined;
    onCount(streams.size);
  };
  return {
    open: (first) => ({
      status: 200,
      headers: {
        'Content-Type': 'text/event-stream; charset=utf-8',
        'Cache-Control': 'no-store',
        'X-Accel-Buffering': 'no',
      },
      stream(stream) {
        stream.write('retry: 1000\n\n');
        for (const event of first) stream.write(wire(event));
        streams.add(stream);
        stream.onClose(() => {
          streams.delete(stream);
          changed();
        });
        changed();
      },
    }),
    send: (event) => streams.forEach((stream) => stream.write(wire(event))),
    count: () => streams.size,
    close() {
      for (const stream of [...streams]) stream.end();
      clearInterval(beat);
    },
  };
}

const wire = ({ type, data }: DemoEvent): string => `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
