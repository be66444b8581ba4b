import type { Fleet } from '../../../src/domain/directory.ts';
import { formatMoney } from '../../../src/domain/money.ts';
import { distanceWords, formatClocks } from '../../../src/domain/time.ts';

/** How a fleet has its bookings handled, a sentence each. */
export function settingsOf({ policy, locale, timeZone }: Fleet): readonly string[] {
  const { approveOver, approveBeyondKm, notToExceed, quietHours, maxOutPerDepot } = policy;
  const limits = [
    ...(approveOver ? [`over ${formatMoney(approveOver, locale)}`] : []),
    ...(approveBeyondKm === undefined ? [] : [`beyond ${distanceWords(approveBeyondKm, locale, 'limit')}`]),
  ].join(' or ');
  return [
    BOOKING[policy.booking](limits, policy.autoUndoMinutes),
    `Shops within ${distanceWords(policy.radiusKm, locale, 'limit')}${policy.sameDayFirst ? ', the same day first' : ''}.`,
    `A battery below ${policy.batteryThresholdPct} % raises an alert.`,
    `An offer stands for ${count(policy.offerHours, 'hour')}; after ${count(policy.remindAfterMinutes, 'minute')} without an answer Pitcrew reminds.`,
    ...(notToExceed ? [`Work orders are not to exceed ${formatMoney(notToExceed, locale)}.`] : []),
    ...(quietHours && quietHours.from !== quietHours.to
      ? [`Quiet hours ${formatClocks(quietHours.from, quietHours.to, locale)} (${timeZone}).`]
      : []),
    ...(maxOutPerDepot === undefined ? [] : [`At most ${count(maxOutPerDepot, 'vehicle')} out of a depot at a time.`]),
  ];
}

const BOOKING: Readonly<Record<Fleet['policy']['booking'], (limits: string, undoMinutes: number) => string>> = {
  manual: () => 'A manager picks each time.',
  approve: (limits) =>
    limits === '' ? 'Every booking needs an approver.' : `A booking ${limits}, or without a price, needs an approver.`,
  auto: (limits, minutes) =>
    `Pitcrew books by itself; ${count(minutes, 'minute')} to undo.${limits === '' ? '' : ` A booking ${limits} needs an approver.`}`,
};

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
