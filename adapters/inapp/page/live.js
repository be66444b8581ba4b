const RETRY_MS = 10_000;
/** A page that nobody looks at gives its connection back. */
const HIDDEN_MS = 60_000;

/**
 * Hears of changes. `onBooking` gets `{bookingId, version, state}`; `onState` `live`, `waiting` or `closed`; `onAway` is
 * called when the stream was refused, `onBack` when it opens after a pause in which something may have been missed.
 */
export function listen({ onBooking, onState, onRefused, onBack }) {
  let source;
  let timer;
  let paused = false;

  function open() {
    source = new EventSource('v1/inbox/events');
    source.addEventListener('booking', (event) => onBooking(JSON.parse(event.data)));
    source.addEventListener('open', () => {
      onState('live');
      if (paused) onBack();
      paused = false;
    });
    source.addEventListener('error', () => {
      onState('waiting');
      if (source.readyState !== EventSource.CLOSED) return;
      paused = true;
      onRefused();
      timer = setTimeout(open, RETRY_MS);
    });
  }

  function close() {
    clearTimeout(timer);
    source.close();
  }

  document.addEventListener('visibilitychange', () => {
    clearTimeout(timer);
    if (document.hidden) {
      timer = setTimeout(() => {
        source.close();
        paused = true;
      }, HIDDEN_MS);
    } else if (source.readyState === EventSource.CLOSED) open();
  });
  open();
  return { close };
}
