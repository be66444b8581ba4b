import type { Twilio } from 'twilio';
import type { SmsConfig } from './env.ts';

/** A reply is a small JSON object; what is much larger is not Twilio's. */
const MAX_REPLY_BYTES = 256 * 1024;

/**
 * Twilio's own client, speaking to the configured origin. The package is heavy: it is loaded when the first text is sent.
 * It has no setting for the address, so its requests are turned there.
 */
export async function openTwilio(config: SmsConfig, timeoutMs: number): Promise<Twilio> {
  const { default: twilio } = await import('twilio');
  const origin = new URL(config.TWILIO_API_URL).origin;

  class ThereClient extends twilio.RequestClient {
    override request<Data>(options: Parameters<typeof twilio.RequestClient.prototype.request<Data>>[0]) {
      const { pathname, search } = new URL(options.uri);
      return super.request({ ...options, uri: `${origin}${pathname}${search}`, allowRedirects: false });
    }
  }

  const httpClient = new ThereClient({ timeout: timeoutMs, autoRetry: false, maxSockets: 8 });
  httpClient.axios.defaults.maxContentLength = MAX_REPLY_BYTES;
  const { TWILIO_ACCOUNT_SID: accountSid = '', TWILIO_AUTH_TOKEN: authToken = '' } = config;
  // `env` is empty so that regions and edges in the process' own environment turn nothing elsewhere.
  return twilio(accountSid, authToken, { httpClient, env: {} });
}
