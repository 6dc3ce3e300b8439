// Banks from the terminal: says what is wrong with their files and what a file may hold, and has those in trouble looked at.
import { resolve } from 'node:path';
import { bankFileSchema } from '../server/src/bank_file.ts';
import { readBanks } from '../server/src/banks_folder.ts';
import { probeAllNow } from '../server/src/domain/institutions/probe.ts';
import { systemClock } from '../server/src/kernel/clock.ts';
import { explain } from './lib/explain.ts';
import { type Installation, runCommand } from './lib/installation.ts';

const USAGE = `  npm run banks:check -- DIR                says what is wrong with the banks of a folder, by file and line
  npm run banks:check -- DIR --sandbox      the same for the sandbox, where http on this machine is allowed
  npm run --silent banks:check -- --schema  prints the JSON Schema of such a file, for editors
  npm run banks:check -- --now              has the platform that runs look at every bank in trouble at once

  Secrets that the files name are looked for here, too.`;

/** The platform looks, not we: it has our keys, and every node learns what it finds. */
async function lookNow({ database }: Installation): Promise<void> {
  const slugs = await database.transact((trx) => probeAllNow(trx, systemClock.now()));
  for (const slug of slugs) process.stdout.write(`  ${slug}\n`);
  const many = `${slugs.length} ${slugs.length === 1 ? 'bank' : 'banks'} in trouble`;
  process.stdout.write(`${slugs.length === 0 ? '✔ no bank is in trouble' : `✔ ${many}, looked at now`}\n`);
}

async function main([folder, ...rest]: string[]): Promise<number> {
  if (folder === '--schema') {
    process.stdout.write(`${JSON.stringify(bankFileSchema(), null, 2)}\n`);
    return 0;
  }
  const livemode = rest.length === 0;
  if (folder === undefined || folder === '--help' || (!livemode && rest.join() !== '--sandbox')) {
    process.stdout.write(`${USAGE}\n`);
    return folder === '--help' ? 0 : 1;
  }
  const { seeds, problems } = await readBanks(resolve(folder), process.env, { livemode });
  for (const problem of problems) process.stderr.write(`✖ ${problem}\n`);
  if (problems.length > 0) return 1;
  for (const { id, slug, name } of seeds) process.stdout.write(`  ${id}  ${slug}  ${name}\n`);
  process.stdout.write(`✔ ${seeds.length} ${seeds.length === 1 ? 'bank' : 'banks'}, nothing wrong\n`);
  return 0;
}

if (process.argv.slice(2).join() === '--now') await runCommand(USAGE, () => lookNow);
else
  process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
    process.stderr.write(`✖ ${explain(error, null)}\n`);
    return 1;
  });
