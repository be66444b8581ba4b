import { OPEN_CASE, OPEN_CASES } from './shortcuts.ts';

/** What the bot token has to be allowed to: exactly what the adapter's calls need. */
export const SCOPES = ['channels:history', 'chat:write', 'commands', 'groups:history'];

/**
 * The app's manifest as Slack takes it (https://docs.slack.dev/reference/app-manifest), with exactly the scopes that the
 * adapter's calls need. `url`: where Slack reaches this Pitcrew, without a slash at the end.
 */
export function slackManifest(url: string) {
  const requestUrl = `${url}/slack/events`;
  return {
    _metadata: { major_version: 1, minor_version: 1 },
    display_information: {
      name: 'Pitcrew',
      description: 'Books the repair that a vehicle’s alert asks for, with one click.',
      background_color: '#0f6a5f',
    },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: true },
      slash_commands: [
        {
          command: '/pitcrew',
          url: requestUrl,
          description: 'See which vehicles need a repair, and book one',
          usage_hint: 'status | open | bulk | help',
          should_escape: false,
        },
      ],
      shortcuts: [
        {
          name: 'Open this vehicle’s case',
          type: 'message',
          callback_id: OPEN_CASE,
          description: 'Where the case of this card stands, and what happened',
        },
        {
          name: 'Vehicles under way',
          type: 'global',
          callback_id: OPEN_CASES,
          description: 'The open cases of your fleets',
        },
      ],
      bot_user: { display_name: 'Pitcrew', always_online: true },
    },
    oauth_config: { redirect_urls: [`${url}/slack/oauth_redirect`], scopes: { bot: SCOPES } },
    settings: {
      interactivity: { is_enabled: true, request_url: requestUrl },
      event_subscriptions: {
        request_url: requestUrl,
        bot_events: ['app_home_opened', 'app_uninstalled', 'tokens_revoked'],
      },
      org_deploy_enabled: false,
      socket_mode_enabled: false,
      token_rotation_enabled: false,
    },
  };
}
