/** A moment (epoch ms) on the clock of someone's zone, as Slack shows it to him. */
export const clock = (ms, timeZone) =>
  new Date(ms).toLocaleTimeString('en-US', { hour: 'numeric', minute: '2-digit', timeZone });
