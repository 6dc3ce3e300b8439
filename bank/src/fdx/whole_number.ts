// Reading a whole number out of a query.
import { FdxError } from '#fdx/errors.ts';

/** Whole number between 0 and `max`, or the fallback when absent. @throws FdxError 401 for anything else */
export function wholeNumber(text: string | undefined, fallback: number, max: number): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new FdxError('401');
  return Math.min(value, max);
}
