import type { Card, CardFact } from '../../../src/app/cards/card.ts';

export interface Button {
  readonly label: string;
  readonly url: string;
  readonly look: 'main' | 'plain' | 'danger';
}

/** A time that can be chosen by its link. */
export interface Choice {
  readonly when: string;
  readonly place: string;
  readonly why: string;
  readonly button: Button;
}

/** A mail in words, free of HTML. */
export interface Letter {
  readonly subject: string;
  readonly heading: string;
  readonly tone: Card['tone'];
  /** What it is about, below the heading. */
  readonly about: string;
  readonly words: readonly string[];
  readonly choices: readonly Choice[];
  readonly buttons: readonly Button[];
  readonly facts: readonly { readonly title: string; readonly facts: readonly CardFact[] }[];
  /** Shops to be called. */
  readonly fallbacks: Card['fallbacks'];
  /** Small print. */
  readonly footer: readonly string[];
}

/** Free text in one line: for subjects and names. */
export const oneLine = (text: string): string => text.replace(/[\s\p{Cc}]+/gu, ' ').trim();

/** The card's facts in sections, what is to be decided on or driven to first. */
export function sectionsOf({ appointment, approval, facts }: Card): Letter['facts'] {
  const at = approval ? facts.findIndex(({ label }) => label === 'To be approved') : -1;
  const [issue, asked] = at < 0 ? [facts, []] : [facts.slice(0, at), facts.slice(at)];
  return [
    { title: 'For your approval', facts: asked },
    { title: 'Appointment', facts: appointment?.facts ?? [] },
    { title: 'Vehicle and issue', facts: issue },
  ].filter((section) => section.facts.length > 0);
}
