import { cardOf } from '../../../src/app/cards/build.ts';
import { SITUATIONS } from '../../support/cases.ts';

/** A card as the product makes it: three slots on offer. */
export const card = cardOf(SITUATIONS.offered());
