// What reading one account's numbers means, whatever the bank answers.
import { BankError, type BankNumbers } from '#domain/connections/bank.ts';
import type { NumbersRead } from '#domain/connections/numbers.ts';

/** A number that the bank is still making is `pending`; other troubles are thrown. */
export async function readNumber(call: () => Promise<BankNumbers | null>): Promise<NumbersRead> {
  try {
    return (await call()) ?? 'none';
  } catch (error) {
    if (error instanceof BankError && error.kind === 'data_not_ready') return 'pending';
    throw error;
  }
}

/** Of an account that is being linked: one whose kind has no numbers has none. */
export async function readFirstNumber(call: () => Promise<BankNumbers | null>): Promise<NumbersRead> {
  return await readNumber(call).catch((error: unknown) => {
    if (error instanceof BankError && error.kind === 'account_unsupported') return 'none';
    throw error;
  });
}

/** One account's trouble does not spoil the look at the others; a refused credential concerns them all. */
export async function orNotRead<T>(read: Promise<T>): Promise<T | 'not_read'> {
  return await read.catch((error: unknown) => {
    if (error instanceof BankError && error.kind !== 'credential_rejected') return 'not_read' as const;
    throw error;
  });
}
