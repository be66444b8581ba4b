import type { LocalDate } from '../../../src/domain/ids.ts';

/** A start of the grid: a shop's job at one of its wall times. */
export interface GridPlace {
  readonly storeId: string;
  readonly jobCode: string;
  readonly date: LocalDate;
  /** As on the wire: `0900`. */
  readonly time: string;
}

const FORM = /^(\d{4}-\d\d-\d\d)T(\d{4})\/([A-Z0-9_]+)\/(.+)$/su;

/** Opaque to everyone else, and the same whenever the grid has the same place. */
export const slotIdOf = ({ storeId, jobCode, date, time }: GridPlace): string =>
  `${date}T${time}/${jobCode}/${storeId}`;

/** The place that an id stands for; undefined when it is none of ours. */
export function readSlotId(slotId: string): GridPlace | undefined {
  const [, date, time, jobCode, storeId] = FORM.exec(slotId) ?? [];
  if (!date || !time || !jobCode || !storeId) return undefined;
  return { storeId, jobCode, date, time };
}
