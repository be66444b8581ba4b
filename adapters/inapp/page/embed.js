// Puts the inbox where this script stands:
// <script async src="https://pitcrew.example.com/inbox/embed.js" data-session-url="…the session's url…"></script>
(() => {
  const script = document.currentScript;
  const { sessionUrl, height = '720px', title = 'Maintenance inbox' } = script?.dataset ?? {};
  const own = script && new URL('.', script.src).href.replace(/\/$/, '');
  // Only an inbox from where this script comes from: a host page cannot be talked into framing anything else.
  if (!sessionUrl || new URL(sessionUrl, own).href.split('?')[0] !== own) {
    throw new Error('data-session-url must be the url of a session of the Pitcrew that this script comes from.');
  }
  const frame = document.createElement('iframe');
  frame.src = sessionUrl;
  frame.title = title;
  frame.referrerPolicy = 'no-referrer';
  frame.setAttribute(
    'sandbox',
    'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox',
  );
  Object.assign(frame.style, { width: '100%', height, border: '0', display: 'block' });
  script.after(frame);
})();
