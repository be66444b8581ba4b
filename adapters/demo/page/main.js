import { conversationsChanged } from './conversations.js';
import { deskChanged } from './desk.js';
import { byId } from './dom.js';
import { fleetChanged } from './fleet.js';
import { mountLooks, showLook } from './looks.js';
import { mountPhone, phoneChanged } from './phone.js';
import { connect, onChange } from './store.js';
import { teamsChanged } from './teams.js';
import { mountTheme, remember, remembered } from './theme.js';
import { whatIfChanged } from './what-if.js';

mountTheme(byId('theme'));
mountLooks();
mountPhone();

const hint = byId('hint');
hint.hidden = remembered('pitcrew-hint') === 'read';
byId('hint-close').addEventListener('click', () => {
  hint.hidden = true;
  remember('pitcrew-hint', 'read');
  showLook('slack');
  byId('messages').focus();
});

for (const pane of [fleetChanged, conversationsChanged, teamsChanged, phoneChanged, deskChanged, whatIfChanged])
  onChange(pane);
connect((up) => {
  const sign = byId('connection');
  sign.textContent = up ? 'Live' : 'Reconnecting…';
  sign.classList.toggle('up', up);
});
