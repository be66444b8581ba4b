import { Command } from 'commander';
import { commissionReport } from './report/commission.ts';
import { adoptionLevels, satisfactionLevels, slaLevels } from './report/levels.ts';
import type { Terminal } from './terminal.ts';

/** `pitcrew report …`: what happened in some days, from the store of a product that may be running. */
export const reportCommand = (terminal: Terminal): Command =>
  new Command('report')
    .description('Report on some days.')
    .addCommand(slaLevels(terminal))
    .addCommand(adoptionLevels(terminal))
    .addCommand(satisfactionLevels(terminal))
    .addCommand(commissionReport(terminal));
