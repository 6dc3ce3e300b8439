// Reading what an operator sends, and the error that tells him what is wrong with it.
import type { Context } from 'hono';

export type ControlStatus = 400 | 401 | 404 | 409;

/** Answered as `{error: {param?, message}}`. */
export class ControlError extends Error {
  readonly status: ControlStatus;
  readonly param: string | undefined;
  constructor(status: ControlStatus, message: string, param?: string) {
    super(message);
    this.status = status;
    this.param = param;
  }
}

/** The JSON object of a request. @throws ControlError 400 */
export async function readObject(c: Context): Promise<Record<string, unknown>> {
  const body: unknown = await c.req.json().catch(() => undefined);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new ControlError(400, 'The body has to be a JSON object.');
  }
  return body as Record<string, unknown>;
}

/** A text parameter. @throws ControlError 400 */
export function text(body: Record<string, unknown>, param: string, max: number): string {
  const value = body[param];
  if (typeof value !== 'string' || value.length === 0 || value.length > max) {
    throw new ControlError(400, `${param} has to be a text of 1 to ${max} characters.`, param);
  }
  return value;
}

/** One of some words. @throws ControlError 400 */
export function oneOf<T extends string>(body: Record<string, unknown>, param: string, words: readonly T[]): T {
  const value = body[param];
  if (!words.includes(value as T)) throw new ControlError(400, `${param} has to be one of ${words.join(', ')}.`, param);
  return value as T;
}

/** A list of texts, or undefined when absent. @throws ControlError 400 */
export function texts(body: Record<string, unknown>, param: string, max: number): string[] | undefined {
  const value = body[param];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value) || value.length > max || value.some((entry) => typeof entry !== 'string')) {
    throw new ControlError(400, `${param} has to be a list of at most ${max} texts.`, param);
  }
  return value as string[];
}

const MAX_TIME_LENGTH = 40;

/** An RFC 3339 time in milliseconds, or null where null is sent. @throws ControlError 400 */
export function momentOrNull(body: Record<string, unknown>, param: string): number | null {
  if (body[param] === null) return null;
  const at = Date.parse(text(body, param, MAX_TIME_LENGTH));
  if (Number.isNaN(at)) throw new ControlError(400, `${param} has to be an RFC 3339 time, or null.`, param);
  return at;
}
