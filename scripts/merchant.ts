// Merchants from the terminal: one installation serves many. Makes one with its keys and owner, lists and renames them.
import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Config, readConfig } from '../server/src/config.ts';
import { migrate } from '../server/src/database/migrate.ts';
import { openDatabase } from '../server/src/database/open.ts';
import type { Transaction } from '../server/src/database/schema.ts';
import { ensureSandboxMerchant, standardKeys } from '../server/src/domain/merchants/api_key.ts';
import type { KeyMaker } from '../server/src/domain/merchants/api_key_rows.ts';
import { ensureOwner } from '../server/src/domain/merchants/member_rows.ts';
import {
  createMerchant,
  findMerchant,
  listMerchants,
  MERCHANTS_LISTED_MAX,
  nameProblem,
  renameMerchant,
} from '../server/src/domain/merchants/merchant.ts';
import { createSignInLink, signInUrl } from '../server/src/domain/merchants/sign_in.ts';
import { systemClock } from '../server/src/kernel/clock.ts';
import { EMAIL_ADDRESS } from '../server/src/kernel/email_address.ts';
import { openVault, systemRandom } from '../server/src/vault.ts';
import { explain } from './lib/explain.ts';

const USAGE = `  npm run merchant -- create NAME [--owner EMAIL]   makes a merchant, prints its keys once
  npm run merchant -- owner ID EMAIL                gives a merchant one more owner
  npm run merchant -- rename ID NAME
  npm run merchant -- list

  It works on the database that npm start uses: DATABASE_URL, else the embedded one in RELINK_DATA_DIR.`;

const EMAIL_MAX = 254;

/** A command that there is not; the message may have several lines. */
class Misuse extends Error {}

/** What a command is to do with the database. Returns the lines to print. */
type Work = (trx: Transaction, desk: Desk) => Promise<string[]>;

interface Desk {
  maker: KeyMaker;
  config: Config;
}

function commandOf(args: string[]): Work {
  const { values, positionals } = parse(args);
  const [command = '', ...rest] = positionals;
  const [first = '', second = ''] = rest;
  if (values.owner !== undefined && command !== 'create') throw new Error(`${command || 'This'} takes no --owner.`);
  const owner = values.owner === undefined ? null : requireEmail(values.owner);
  if (command === 'create' && rest.length === 1) return create(requireName(first), owner);
  if (command === 'owner' && rest.length === 2) return addOwner(first, requireEmail(second));
  if (command === 'rename' && rest.length === 2) return rename(first, requireName(second));
  if (command === 'list' && rest.length === 0) return list;
  throw new Misuse(`This is not a command. There are:\n\n${USAGE}`);
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: { owner: { type: 'string' } }, allowPositionals: true });
  } catch (error) {
    // Its first sentence; the others are advice to programmers.
    throw new Error(`${String((error as Error).message).split('. ', 1)[0]}.`);
  }
}

function create(name: string, owner: string | null): Work {
  return async (trx, desk) => {
    // The installation's own merchant is the oldest one, so it is there before any other.
    await ensureSandboxMerchant(trx, null, desk.maker);
    const merchant = await createMerchant(trx, name, desk.maker);
    const { secret_key, publishable_key } = await standardKeys(
      trx,
      { merchant: merchant.id, livemode: desk.config.livemode },
      null,
      desk.maker,
    );
    return [
      `  Merchant          ${merchant.id}  ${merchant.name}`,
      `  Secret key        ${secret_key}`,
      `  Publishable key   ${publishable_key}`,
      ...(owner === null
        ? ['', `  Nobody can sign in for it yet:  npm run merchant -- owner ${merchant.id} EMAIL`]
        : await ownerLines(trx, merchant.id, owner, desk)),
    ];
  };
}

function addOwner(id: string, email: string): Work {
  return async (trx, desk) => {
    const merchant = await requireMerchant(trx, id);
    return [
      `  Merchant          ${merchant.id}  ${merchant.name}`,
      ...(await ownerLines(trx, merchant.id, email, desk)),
    ];
  };
}

async function ownerLines(
  trx: Transaction,
  merchant: Awaited<ReturnType<typeof requireMerchant>>['id'],
  email: string,
  { maker, config }: Desk,
): Promise<string[]> {
  const member = await ensureOwner(trx, merchant, email, maker);
  const token = await createSignInLink(
    { trx, ...maker },
    // Whoever passes it on can read it, and the address was not asked.
    { kind: 'start', email: member.email, merchant, bound: true },
  );
  const origin = config.public_url ?? `http://127.0.0.1:${config.port}`;
  return [
    `  Owner             ${member.email}`,
    `  Dashboard         ${signInUrl(origin, 'start', token)}`,
    '                    (signs in once, within a week; afterwards by a link that is mailed)',
  ];
}

function rename(id: string, name: string): Work {
  return async (trx) => {
    const found = await requireMerchant(trx, id);
    const merchant = await renameMerchant(trx, found.id, name);
    return [`  Merchant          ${merchant.id}  ${merchant.name}`];
  };
}

const list: Work = async (trx) => {
  const { merchants, more } = await listMerchants(trx);
  if (merchants.length === 0) return ['  There is no merchant yet. npm start makes one, and so does create.'];
  const lines = merchants.map(({ id, name, created, owners }) => {
    const who = owners.length === 0 ? '(no owner)' : owners.join(', ');
    return `  ${id}  ${created.toISOString().slice(0, 10)}  ${name}  ${who}`;
  });
  return more ? [...lines, `  … and more; these are the first ${MERCHANTS_LISTED_MAX}.`] : lines;
};

function requireName(name: string): string {
  const trimmed = name.trim();
  const problem = nameProblem(trimmed);
  if (problem !== null) throw new Error(`The name ${problem}.`);
  return trimmed;
}

function requireEmail(email: string): string {
  if (EMAIL_ADDRESS.test(email) && email.length <= EMAIL_MAX) return email.toLowerCase();
  throw new Error(`${JSON.stringify(email)} is not an e-mail address such as owner@example.com.`);
}

async function requireMerchant(trx: Transaction, id: string) {
  const found = await findMerchant(trx, id);
  if (found === null)
    throw new Error(`There is no merchant ${JSON.stringify(id)}; npm run merchant -- list shows them.`);
  return found;
}

async function run(work: Work, config: Config): Promise<string[]> {
  // As npm start makes it: nobody else reads it.
  mkdirSync(config.data_folder, { recursive: true, mode: 0o700 });
  const database = await openDatabase({
    url: config.database_url,
    livemode: config.livemode,
    folder: config.data_folder,
  });
  try {
    await migrate(database);
    const vault = await openVault(config, { database, clock: systemClock, random: systemRandom });
    return await database.transact(async (trx) => {
      return await work(trx, { maker: { clock: systemClock, random: systemRandom, vault }, config });
    });
  } finally {
    await database.close();
  }
}

/** A platform that runs has the embedded database to itself. */
function hint(error: unknown): string {
  const taken = error instanceof Error && error.message.includes('embedded database is in use');
  return taken ? '\n  Stop npm start first, or run Relink on PostgreSQL (DATABASE_URL).' : '';
}

async function main(args: string[]): Promise<void> {
  if (args.length === 0 || args.includes('--help')) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  let config: Config | null = null;
  try {
    const work = commandOf(args);
    config = readConfig(process.env);
    process.stdout.write(`${(await run(work, config)).join('\n')}\n`);
  } catch (error) {
    process.stderr.write(`✖ ${error instanceof Misuse ? error.message : explain(error, config)}${hint(error)}\n`);
    process.exitCode = 1;
  }
}

await main(process.argv.slice(2));
