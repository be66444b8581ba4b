/** The pages in which each channel's own renderer draws a card; each gives `window.show(data)`, which fills `#stage`. */

const page = (styles, css, script) => `<!doctype html><html lang="en" data-theme="light"><head><meta charset="utf-8">
${styles.map((href) => `<link rel="stylesheet" href="/adapters/${href}">`).join('\n')}
<style>body{margin:0;padding:16px;background:#fff;display:block;min-height:0}#stage{width:620px;padding:16px}${css}</style></head>
<body><div id="stage"></div>${script}</body></html>`;

const module = (code) => `<script type="module">${code}
window.ready = true;</script>`;

export const PAGES = {
  slack: page(
    ['demo/page/theme.css', 'demo/page/layout.css', 'demo/page/slack.css', 'demo/page/blocks.css'],
    '#stage{background:var(--pane,#fff)}',
    module(`import { renderBlocks } from '/adapters/demo/page/block-kit.js';
window.show = (blocks) => {
  const message = document.createElement('div');
  message.className = 'blocks';
  message.append(...renderBlocks(blocks, { act: () => {}, people: new Map() }));
  document.getElementById('stage').replaceChildren(message);
};`),
  ),
  teams: page(
    [],
    '#stage{font-family:"Segoe UI",system-ui,sans-serif;border:1px solid #ddd;border-radius:6px}.ac-pushButton{padding:6px 12px;border:1px solid #c7c7c7;border-radius:4px;background:#fff;font-weight:600;margin:2px}',
    `<script src="/node_modules/adaptivecards/dist/adaptivecards.js"></script>${module(`
const { AdaptiveCard, HostConfig } = window.AdaptiveCards;
window.show = (json) => {
  const card = new AdaptiveCard();
  card.hostConfig = new HostConfig({ fontFamily: 'Segoe UI, system-ui, sans-serif' });
  card.parse(json);
  document.getElementById('stage').replaceChildren(card.render());
};`)}`,
  ),
  sms: page(
    [],
    '#stage{width:340px;background:#f4f4f6;font:15px/1.35 system-ui,sans-serif}.bubble{background:#e4e4ea;border-radius:18px;padding:10px 14px;margin:4px 0;white-space:pre-wrap;overflow-wrap:anywhere;max-width:270px;width:fit-content}.none{color:#777}',
    module(`window.show = (text) => {
  const bubble = document.createElement('div');
  bubble.className = text === null ? 'none' : 'bubble';
  bubble.textContent = text ?? 'No text is sent for this.';
  document.getElementById('stage').replaceChildren(bubble);
};`),
  ),
  inapp: page(
    ['inapp/page/theme.css', 'inapp/page/inbox.css', 'inapp/page/card.css', 'inapp/page/slots.css'],
    '',
    module(`import { renderCard } from '/adapters/inapp/page/card.js';
window.show = (item) => document
  .getElementById('stage')
  .replaceChildren(renderCard(item, { me: { acts: true, locale: 'en-US', timeZone: 'UTC' }, mine: { open: new Set(['facts']) }, press: () => {} }));`),
  ),
};

/** The list of all pictures, by situation, for people to look at. */
export function indexOf(pictures) {
  const channels = [...new Set(pictures.map(({ channel }) => channel))];
  const rows = [...new Set(pictures.map(({ row }) => row))].map((row) => {
    const cells = channels.map((channel) => {
      const picture = pictures.find((one) => one.row === row && one.channel === channel);
      return `<td>${picture ? `<img loading="lazy" src="${picture.file}" alt="${row} in ${channel}">` : ''}</td>`;
    });
    return `<tr><th>${row}</th>${cells.join('')}</tr>`;
  });
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Pitcrew's cards</title>
<style>body{font:14px system-ui;margin:20px}td,th{vertical-align:top;padding:8px;border-top:1px solid #ddd;text-align:left}img{max-width:420px}</style>
<h1>Every situation in every channel</h1><table><tr><th></th>${channels.map((name) => `<th>${name}</th>`).join('')}</tr>
${rows.join('\n')}</table></html>`;
}
