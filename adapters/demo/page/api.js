import { toast } from './dom.js';

/** Posts to the demo's server; what fails is shown, and undefined comes back. */
export async function post(path, body) {
  try {
    const answer = await fetch(`demo/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const result = await answer.json();
    if (answer.ok) return result;
    toast(result.message ?? `The demo answered ${answer.status}.`, 'bad');
  } catch {
    toast('The demo does not answer. Is it still running?', 'bad');
  }
  return undefined;
}

export async function get(path) {
  try {
    const answer = await fetch(`demo/${path}`);
    return answer.ok ? await answer.json() : undefined;
  } catch {
    return undefined;
  }
}
