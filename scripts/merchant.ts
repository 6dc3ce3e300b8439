// Merchants from the terminal: one installation serves many. Makes one with its keys and owner, lists and renames them.
import { parseArgs } from 'node:util';
import { originsOf } from '../server/src/address.ts';
import type { Config } from '../server/src/config.ts';
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
import { systemRandom } from '../server/src/vault.ts';
import { type Installation, Misuse, runCommand } from './lib/installation.ts';

const USAGE = `  npm run merchant -- create NAME [--owner EMAIL]   makes a merchant, prints its keys once
  npm run merchant -- owner ID EMAIL                gives a merchant one more owner
  npm run merchant -- rename ID NAME
  npm run merchant -- list

  It works on the mode and the database that npm start uses: RELINK_MODE, and DATABASE_URL, else the embedded one in
  RELINK_DATA_DIR. npm start makes the tables and brings them up to date; this changes none.`;

const EMAIL_MAX = 254;

/** What a command does. Returns the lines to print. */
type Command = (installation: Installation) => Promise<string[]>;

/** The same in one transaction, with what keys and links are made with. */
type Work = (trx: Transaction, desk: Desk) => Promise<string[]>;

interface Desk {
  maker: KeyMaker;
  config: Config;
}

function commandOf(args: string[]): Command {
  const { values, positionals } = parse(args);
  const [command = '', ...rest] = positionals;
  const [first = '', second = ''] = rest;
  if (values.owner !== undefined && command !== 'create') throw new Error(`${command || 'This'} takes no --owner.`);
  const owner = values.owner === undefined ? null : requireEmail(values.owner);
  if (command === 'create' && rest.length === 1) return making(create(requireName(first), owner));
  if (command === 'owner' && rest.length === 2) return making(addOwner(first, requireEmail(second)));
  if (command === 'rename' && rest.length === 2) return making(rename(first, requireName(second)));
  if (command === 'list' && rest.length === 0) return list;
  throw new Misuse(`This is not a command. There are:\n\n${USAGE}`);
}

function making(work: Work): Command {
  return async ({ config, database, vault }) => {
    const desk = { maker: { clock: systemClock, random: systemRandom, vault: await vault() }, config };
    return await database.transact((trx) => work(trx, desk));
  };
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
    const { livemode } = desk.config;
    // The sandbox's own merchant is the oldest one, so it is there before any other.
    if (!livemode) await ensureSandboxMerchant(trx, null, desk.maker);
    const merchant = await createMerchant(trx, name, desk.maker);
    const { secret_key, publishable_key } = await standardKeys(
      trx,
      { merchant: merchant.id, livemode },
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
  return [
    `  Owner             ${member.email}`,
    `  Dashboard         ${signInUrl(originsOf(config).public_url, 'start', token)}`,
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

const list: Command = async ({ database }) => {
  const { merchants, more } = await database.transact(listMerchants);
  if (merchants.length === 0) return ['  There is no merchant yet: npm run merchant -- create NAME --owner EMAIL'];
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

const args = process.argv.slice(2);
if (args.length === 0) process.stdout.write(`${USAGE}\n`);
else
  await runCommand(USAGE, (given) => {
    const work = commandOf(given);
    return async (installation) => {
      const lines = await work(installation);
      process.stdout.write(`${lines.join('\n')}\n`);
    };
  });
