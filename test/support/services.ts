import { chromium as playwright, type Browser } from 'playwright-core';
import { findChromium, services, skippedServices } from './services.mjs';

/** `describe`, unless PITCREW_SKIP_SERVICES names the service: then its tests count as skipped and the run says so. */
export function describeWith(service: string, title: string, body: () => void): void {
  if (!services.some(({ name }) => name === service)) throw new Error(`No service is called ${service}.`);
  (skippedServices().includes(service) ? describe.skip : describe)(title, body);
}

/** A headless Chromium, to be closed by the caller. Throws the sentence that says how to install one. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(services.find(({ name }) => name === 'chromium')?.missing);
  // Chromium's own sandbox does not run as root, as tests do in a container; they open pages of ours alone.
  return playwright.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}
