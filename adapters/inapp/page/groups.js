const SEVERITY = { 'out-of-service': 0, critical: 1, warning: 2, info: 3 };
const CLOSED = new Set(['completed', 'cancelled', 'no-show', 'dismissed']);

/** Where a case stands in the inbox: `needs`, `way` or `closed`. */
export function groupOf({ state, card }, acts) {
  if (CLOSED.has(state)) return 'closed';
  if (!acts) return 'way';
  const offers = (intent) => card.actions.some((action) => action.intent === intent);
  if (state === 'offered' || state === 'expired' || state === 'failed') return 'needs';
  return offers('approve') || offers('confirm-cancel') ? 'needs' : 'way';
}

/** The most urgent first, then the newest; what is closed by its last change. */
export function inOrder(group, items) {
  const by = group === 'closed' ? (item) => item.updatedAt : (item) => item.bookingId;
  const severity = (item) => (group === 'closed' ? 0 : SEVERITY[item.card.severity]);
  return [...items].sort((a, b) => severity(a) - severity(b) || (by(a) < by(b) ? 1 : -1));
}
