import { InvalidArgumentError } from 'commander';

/** A whole number from `min` to `max`, or a sentence that says so. */
export const wholeNumber =
  (min: number, max: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max)
      throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
    return value;
  };

export const port = wholeNumber(0, 65_535);
