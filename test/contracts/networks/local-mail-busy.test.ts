import { createMailer } from '../../../adapters/providers/local/mail/mailer.ts';
import { createFaultPlan } from '../../../adapters/shared/sandbox/index.ts';
import { deadlineIn } from '../../../adapters/shared/http-client/index.ts';
import { startFaultyMailServer } from '../../support/faulty-mail-server.ts';

test('a mail server that says nothing keeps four mails waiting; the others give up soon, and come again later', async () => {
  const plan = createFaultPlan('timeout-before=1', 1, ['request', 'withdraw']);
  const post = await startFaultyMailServer({ plan, slowMs: 0, taken: async () => undefined });
  const metrics = { providerRequest: () => undefined };
  const mailer = createMailer({ url: post.url, from: 'a@fleet.test', plaintextHosts: [], timeoutMs: 2_000, metrics });
  const send = (n: number) =>
    mailer.send(
      'request',
      {
        ...{ to: `desk@${n}.test`, subject: 'A request', text: 'Please', html: '<p>Please</p>', headers: {} },
        messageId: `<${n}@fleet.test>`,
        invitation: { method: 'REQUEST', content: 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n' },
      },
      deadlineIn(6_000),
    );
  const began = performance.now();
  const sent = await Promise.all(
    Array.from({ length: 10 }, async (_, n) => ({ answer: await send(n), ms: performance.now() - began })),
  );
  const busy = { kind: 'unavailable', why: 'rate-limited', retryAfterMs: 5_000 };
  const silent = { kind: 'unknown', why: 'timeout' };
  expect(sent.map(({ answer }) => answer.ok || answer.error)).toEqual([
    ...Array<object>(4).fill(silent),
    ...Array<object>(6).fill(busy),
  ]);
  for (const { ms } of sent.slice(4)) expect(ms).toBeLessThan(4_500);

  // Once they have been given up there is room again.
  plan.set('');
  expect(await send(10)).toMatchObject({ ok: true });
  await mailer.close();
  await post.close();
});
