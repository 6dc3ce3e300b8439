// The audit log from the terminal: what was done with the tokens and numbers of a link, when, and by whom.
import { parseArgs } from 'node:util';
import { readAudit } from '../server/src/domain/audit.ts';
import { type Installation, Misuse, runCommand } from './lib/installation.ts';

const USAGE = `  npm run audit                                        the newest entries
  npm run audit -- --authorization fcauth_…            of one link
  npm run audit -- --account fca_…                     of one account
  npm run audit -- --authorization fcauth_… --limit 5  only so many, 100 unless told

  Time, what, by whom (a member, an API request, or the platform itself), then ids. int=… is the handle that the bank
  finds the exchange by.`;

const LIMIT = 100;
const LIMIT_MAX = 10_000;

function commandOf(args: string[]) {
  const { values, positionals } = parse(args);
  const limit = Number(values.limit ?? LIMIT);
  if (positionals.length > 0) throw new Misuse(`This is not a command. There are:\n\n${USAGE}`);
  if (!Number.isInteger(limit) || limit < 1 || limit > LIMIT_MAX) throw new Error(`--limit is 1 to ${LIMIT_MAX}.`);
  return async ({ database }: Installation) => {
    const entries = await database.transact((trx) => readAudit(trx, values, limit));
    for (const entry of entries) process.stdout.write(`  ${lineOf(entry)}\n`);
    if (entries.length === 0) process.stdout.write('  There are no entries.\n');
  };
}

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({ args, options: { authorization: text, account: text, limit: text }, allowPositionals: true });
  } catch (error) {
    throw new Error(`${String((error as Error).message).split('. ', 1)[0]}.`);
  }
}

function lineOf(entry: Awaited<ReturnType<typeof readAudit>>[number]): string {
  const { at, action, actor, merchant, institution, authorization_id, account, interaction, detail } = entry;
  const told = Object.entries(detail as object).map(([name, value]) => `${name}=${value}`);
  const handle = interaction === null ? [] : [`int=${interaction}`];
  const ids = [merchant, institution, authorization_id, account].filter((id) => id !== null);
  return [at.toISOString(), action.padEnd(20), actor, ...ids, ...handle, ...told].join('  ');
}

await runCommand(USAGE, commandOf);
