import type { Json } from './types.ts';
import { isJson } from './types.ts';

/** Takes one problem: where (a JSON pointer) and what. */
export type Report = (pointer: string, what: string) => void;

interface TextRule {
  readonly max: number;
  readonly types?: readonly string[];
}

/** Judges a text object: its type and its length, in characters as Slack counts them (UTF-16 units). */
export function checkText(value: unknown, at: string, report: Report, rule: TextRule): void {
  const types = rule.types ?? ['plain_text', 'mrkdwn'];
  if (!isJson(value)) return report(at, 'must be a text object');
  if (!types.includes(String(value['type']))) return report(`${at}/type`, `must be one of: ${types.join(', ')}`);
  const { text } = value;
  if (typeof text !== 'string' || text.length === 0) return report(`${at}/text`, 'must be more than 0 characters');
  if (text.length > rule.max) report(`${at}/text`, `must be less than ${rule.max + 1} characters`);
}

const plain = (max: number): TextRule => ({ max, types: ['plain_text'] });

function atMost(value: unknown, max: number, at: string, report: Report): void {
  if (value === undefined) return;
  if (typeof value !== 'string') report(at, 'must be a string');
  else if (value.length > max) report(at, `must be less than ${max + 1} characters`);
}

function checkConfirm(value: unknown, at: string, report: Report): void {
  if (value === undefined) return;
  if (!isJson(value)) return report(at, 'must be an object');
  checkText(value['title'], `${at}/title`, report, plain(100));
  checkText(value['text'], `${at}/text`, report, { max: 300 });
  checkText(value['confirm'], `${at}/confirm`, report, plain(30));
  checkText(value['deny'], `${at}/deny`, report, plain(30));
}

function checkOption(option: unknown, at: string, report: Report): void {
  if (!isJson(option)) return report(at, 'must be an object');
  checkText(option['text'], `${at}/text`, report, { max: 75 });
  if (typeof option['value'] !== 'string' || option['value'] === '') report(`${at}/value`, 'must be a string');
  atMost(option['value'], 150, `${at}/value`, report);
  if (option['description'] !== undefined) checkText(option['description'], `${at}/description`, report, plain(75));
}

function checkOptions(value: unknown, at: string, max: number, report: Report): void {
  if (!Array.isArray(value) || value.length === 0) return report(at, 'no fewer than 1 item required');
  if (value.length > max) report(at, `no more than ${max} items allowed`);
  value.forEach((option: unknown, i) => checkOption(option, `${at}/${i}`, report));
}

function checkSelect(element: Json, at: string, report: Report): void {
  const { options, option_groups: groups, placeholder } = element;
  if (placeholder !== undefined) checkText(placeholder, `${at}/placeholder`, report, plain(150));
  if ((options === undefined) === (groups === undefined)) report(at, 'must have either options or option_groups');
  if (options !== undefined) checkOptions(options, `${at}/options`, 100, report);
  if (groups !== undefined) {
    if (!Array.isArray(groups) || groups.length === 0) return report(`${at}/option_groups`, 'must be an array');
    if (groups.length > 100) report(`${at}/option_groups`, 'no more than 100 items allowed');
    groups.forEach((group: unknown, i) => {
      const pointer = `${at}/option_groups/${i}`;
      if (!isJson(group)) return report(pointer, 'must be an object');
      checkText(group['label'], `${pointer}/label`, report, plain(75));
      checkOptions(group['options'], `${pointer}/options`, 100, report);
    });
  }
  checkConfirm(element['confirm'], `${at}/confirm`, report);
}

const few =
  (max: number) =>
  (element: Json, at: string, report: Report): void =>
    checkOptions(element['options'], `${at}/options`, max, report);

const picker = (element: Json, at: string, report: Report): void => {
  if (element['placeholder'] !== undefined) checkText(element['placeholder'], `${at}/placeholder`, report, plain(150));
};

/** What Slack demands of each interactive element and of an image, by its type. */
export const elementRules: Readonly<Record<string, (element: Json, at: string, report: Report) => void>> = {
  button(element, at, report) {
    checkText(element['text'], `${at}/text`, report, plain(75));
    atMost(element['value'], 2000, `${at}/value`, report);
    atMost(element['url'], 3000, `${at}/url`, report);
    atMost(element['accessibility_label'], 75, `${at}/accessibility_label`, report);
    const { style } = element;
    if (style !== undefined && style !== 'primary' && style !== 'danger') {
      report(`${at}/style`, 'must be one of: primary, danger');
    }
    checkConfirm(element['confirm'], `${at}/confirm`, report);
  },
  static_select: checkSelect,
  overflow: few(5),
  checkboxes: few(10),
  radio_buttons: few(10),
  datepicker: picker,
  timepicker: picker,
  datetimepicker: picker,
  users_select: picker,
  plain_text_input(element, at, report) {
    picker(element, at, report);
    const max = element['max_length'];
    if (max !== undefined && !(typeof max === 'number' && max >= 1 && max <= 3000)) {
      report(`${at}/max_length`, 'must be from 1 to 3000');
    }
  },
  image(element, at, report) {
    if (typeof element['image_url'] !== 'string' && element['slack_file'] === undefined) {
      report(`${at}/image_url`, 'must be a valid URL');
    }
    atMost(element['alt_text'], 2000, `${at}/alt_text`, report);
    if (typeof element['alt_text'] !== 'string') report(`${at}/alt_text`, 'missing required field: alt_text');
  },
};
