import type { NoticePlace } from '../../src/app/ports/notices.ts';
import { fail } from '../../src/domain/result.ts';
import type { ServiceModule, ServiceParts } from '../shared/service-module.ts';
import { hostList } from '../shared/service-url.ts';
import { operatorEnv } from './env.ts';
import type { OperatorConfig } from './env.ts';
import { createMailPlace } from './mail.ts';

export { operatorEnv, type OperatorConfig } from './env.ts';

/** The operator's places for notices as the registry lists them: a mailbox, a Slack channel, or both. */
export const operator = {
  name: 'operator',
  env: operatorEnv,
  enabledBy: ['OPERATOR_EMAIL', 'OPERATOR_SLACK_CHANNEL'],
  create: createPlaces,
} as const satisfies ServiceModule<typeof operatorEnv, readonly NoticePlace[]>;

function createPlaces({ config, channels, publicUrl }: ServiceParts<OperatorConfig>): readonly NoticePlace[] {
  const { OPERATOR_EMAIL: to, OPERATOR_SLACK_CHANNEL: channelId, SMTP_URL: url, MAIL_FROM: from } = config;
  const plaintextHosts = hostList(config.PITCREW_PLAINTEXT_HOSTS);
  const places: NoticePlace[] = [];
  if (to !== undefined && url !== undefined && from !== undefined)
    places.push(createMailPlace({ to, url, from, plaintextHosts, host: new URL(publicUrl).hostname }));
  if (channelId !== undefined)
    places.push({
      name: 'operator-slack',
      async post(notice) {
        // `*`: whatever team the bot token is of.
        const posted = await channels.get('slack')?.announce?.(`slack:*/${channelId}`, notice);
        return posted ?? fail({ code: 'rejected', reason: 'Slack is not set up here.' } as const);
      },
      close: async () => undefined,
    });
  return places;
}
