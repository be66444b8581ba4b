import type { Provider } from '../../../src/domain/directory.ts';
import type { LocalParts } from './parts.ts';

type Ways = Pick<LocalParts, 'mailer' | 'texts'>;

export const takesMail = <Shop extends Pick<Provider, 'email'>>(
  { mailer }: Ways,
  shop: Shop,
): shop is Shop & { readonly email: string } => mailer !== undefined && shop.email !== undefined;

export const takesTexts = <Shop extends Pick<Provider, 'mobile'>>(
  { texts }: Ways,
  shop: Shop,
): shop is Shop & { readonly mobile: string } => texts !== undefined && shop.mobile !== undefined;

/** Why a shop cannot be asked, as a sentence; undefined where there is a way. */
export function unreachable(ways: Ways, shop: Provider): string | undefined {
  if (takesMail(ways, shop) || takesTexts(ways, shop)) return undefined;
  if (shop.email !== undefined) return 'No mail server is set up here (SMTP_URL), so the shop can only be called.';
  if (shop.mobile !== undefined)
    return 'The shop has no e-mail address, and no text messages are set up here (TWILIO_ACCOUNT_SID), so it can only be called.';
  return 'The shop has no e-mail address, so it can only be called.';
}
