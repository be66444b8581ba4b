import type { Provider } from '../../../src/domain/directory.ts';
import type { LocalParts } from './parts.ts';

type Ways = Pick<LocalParts, 'mailer' | 'texts'>;

/** Of a shop whose mobile takes none, or none from us. */
export const NO_TEXTS = 'The shop’s mobile number takes no texts, so the shop can only be called.';

export const takesMail = <Shop extends Pick<Provider, 'email'>>(
  { mailer }: Ways,
  shop: Shop,
): shop is Shop & { readonly email: string } => mailer !== undefined && shop.email !== undefined;

export const takesTexts = <Shop extends Pick<Provider, 'mobile'>>(
  { texts }: Ways,
  shop: Shop,
): shop is Shop & { readonly mobile: string } => texts !== undefined && shop.mobile !== undefined;

/** Why a shop cannot be asked, as a sentence; undefined where there is a way. */
export async function unreachable(ways: Ways, shop: Provider): Promise<string | undefined> {
  if (takesMail(ways, shop)) return undefined;
  if (takesTexts(ways, shop)) return (await ways.texts?.optOuts?.has(shop.mobile)) ? NO_TEXTS : undefined;
  if (shop.email !== undefined) return 'No mail server is set up here (SMTP_URL), so the shop can only be called.';
  if (shop.mobile !== undefined)
    return 'The shop has no e-mail address, and no text messages are set up here (TWILIO_ACCOUNT_SID), so it can only be called.';
  return 'The shop has no e-mail address, so it can only be called.';
}
