// A relink policy as a form holds it: numbers as they are typed, and what is wrong with them. Pure.
import type { Policy } from '../../../server/src/wire/dashboard_objects.ts';

export interface PolicyFields {
  enabled: boolean;
  when_relinkable: boolean;
  days_before: number[];
  quiet_from: string;
  quiet_until: string;
  time_zone: string;
  daily_cap: string;
}

export const DAYS_BEFORE = [30, 7, 1] as const;
const CAP_MAX = 100_000;

export type PolicyProblem = 'time_zone' | 'daily_cap' | 'nothing_chosen';

export function fieldsOf(policy: Policy): PolicyFields {
  const { quiet_from, quiet_until, daily_cap, days_before } = policy;
  return {
    ...policy,
    days_before: inOrder(days_before),
    quiet_from: String(quiet_from),
    quiet_until: String(quiet_until),
    daily_cap: String(daily_cap),
  };
}

export function policyOf(fields: PolicyFields): Policy {
  return {
    ...fields,
    quiet_from: Number(fields.quiet_from),
    quiet_until: Number(fields.quiet_until),
    time_zone: fields.time_zone.trim(),
    daily_cap: Number(fields.daily_cap.trim()),
  };
}

export function problemsOf(fields: PolicyFields): PolicyProblem[] {
  const cap = fields.daily_cap.trim();
  const problems: PolicyProblem[] = [];
  if (!isTimeZone(fields.time_zone.trim())) problems.push('time_zone');
  if (!/^\d{1,6}$/.test(cap) || Number(cap) < 1 || Number(cap) > CAP_MAX) problems.push('daily_cap');
  if (fields.enabled && !fields.when_relinkable && fields.days_before.length === 0) problems.push('nothing_chosen');
  return problems;
}

/** 30, 7, 1: the order in which they come. */
export function inOrder(days: number[]): number[] {
  return DAYS_BEFORE.filter((day) => days.includes(day));
}

function isTimeZone(name: string): boolean {
  try {
    return name !== '' && new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
