// Reading the fault an operator wants.
import { ControlError } from '#control/body.ts';
import { FAULTY_PARTS, type Fault, type FaultyPart, MAX_LATENCY_MS } from '#http/faults.ts';

const MAX_TIMES = 1_000_000;
const MAX_RETRY_AFTER = 86_400;

type Check = (value: unknown) => boolean;
const whole =
  (min: number, max: number): Check =>
  (value) =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
const flag: Check = (value) => typeof value === 'boolean';

const FIELDS: Record<keyof Fault, Check> = {
  latency_ms: whole(0, MAX_LATENCY_MS),
  status: whole(400, 599),
  code: (value) => typeof value === 'string' && /^[\w-]{1,20}$/.test(value),
  retry_after: whole(0, MAX_RETRY_AFTER),
  garbage: flag,
  hang: flag,
  cut_opener: flag,
  lose_answer: flag,
  at: (value) => FAULTY_PARTS.includes(value as FaultyPart),
  times: whole(1, MAX_TIMES),
};

/** The fault of a body; null (or only nulls) clears. @throws ControlError 400 naming the field */
export function faultOf(body: unknown): Fault | null {
  if (body === null) return null;
  if (typeof body !== 'object' || Array.isArray(body)) {
    throw new ControlError(400, 'The body has to be a JSON object, or null to clear.');
  }
  const fault: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(body)) {
    const check = FIELDS[field as keyof Fault];
    if (!check) throw new ControlError(400, `There is no fault named ${field}.`, field);
    if (value === null) continue;
    if (!check(value)) throw new ControlError(400, `${field} has a value that cannot be used.`, field);
    fault[field] = value;
  }
  return Object.keys(fault).length === 0 ? null : (fault as Fault);
}
