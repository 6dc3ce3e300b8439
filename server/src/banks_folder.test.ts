// Holds the reading of banks' files: what one needs, and that everything wrong is told with file, line and place.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { bankFileSchema } from './bank_file.ts';
import { readBanks, requireBanks } from './banks_folder.ts';

const ACME = `{
  "id": "fcinst_Acme0000000001",
  "slug": "acme",
  "name": "Acme Bank",
  "policy": { "consent_days": 365 },
  "protocol": {
    "issuer": "https://auth.acme.example",
    "origins": ["https://api.acme.example"],
    "client": {
      "id": "relink-acme",
      "secret": { "env": "ACME_SECRET" }
    },
    "security": { "profile": "plain_oauth" },
    "scopes": {
      "always": ["openid", "accounts"], "balances": [], "ownership": [], "payment_method": [], "transactions": []
    },
    "resources": {
      "accounts": "https://api.acme.example/accounts",
      "account": "https://api.acme.example/accounts/{accountId}",
      "contact": "https://api.acme.example/accounts/{accountId}/contact",
      "transactions": "https://api.acme.example/accounts/{accountId}/transactions",
      "payment_networks": "https://api.acme.example/accounts/{accountId}/payment-networks",
      "consent": "https://api.acme.example/consents/{consentId}",
      "consent_revocation": "https://api.acme.example/consents/{consentId}/revocation"
    }
  }
}
`;
const ENV = { ACME_SECRET: 'not told here' };
const LIVE = { livemode: true };
const SANDBOX = { livemode: false };

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'relink-banks-'));
});
after(() => rm(folder, { recursive: true }));

/** What is wrong with a folder of these files. */
async function problemsOf(
  files: Record<string, string>,
  env: Record<string, string> = ENV,
  mode = LIVE,
): Promise<string[]> {
  await rm(folder, { recursive: true });
  await mkdir(folder);
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return (await readBanks(folder, env, mode)).problems;
}

test('a bank is its facts, its protocol and its policy; what it leaves out is the usual', async () => {
  assert.deepEqual(await problemsOf({ 'acme.json': ACME, 'README.md': 'not a bank', '.hidden.json': '{' }), []);
  const [bank, ...others] = await requireBanks(folder, ENV, LIVE);
  assert.deepEqual(others, []);
  assert.equal(JSON.stringify(bank).includes(ENV.ACME_SECRET), false);
  const { protocol, policy, ...facts } = bank!;
  assert.deepEqual(facts, {
    id: 'fcinst_Acme0000000001',
    slug: 'acme',
    name: 'Acme Bank',
    display_name: 'Acme Bank',
    color: '#3b50c9',
    connector: 'fdx',
    countries: ['US'],
    featured_rank: null,
    features: ['balances', 'ownership', 'payment_method', 'transactions'],
    livemode: true,
    routing_numbers: [],
    status: 'active',
    url: null,
  });
  assert.deepEqual([policy.consent_days, policy.rotation, policy.restricted_days], [365, 'never', 7]);
  assert.deepEqual((protocol.client as { secret: unknown }).secret, { env: 'ACME_SECRET' });
});

test('the example of docs/live.md is a bank', async () => {
  const page = await readFile(new URL('../../docs/live.md', import.meta.url), 'utf8');
  const [, example = ''] = /```json\n(.*?)```/s.exec(page) ?? [];
  assert.deepEqual(await problemsOf({ 'acme.json': example }, { ACME_CLIENT_SECRET: 'any' }), []);
});

test('docs/banks.md tells of every field', async () => {
  const page = await readFile(new URL('../../docs/banks.md', import.meta.url), 'utf8');
  const told = page.split(/[`."]/);
  // The sandbox's own banks have extensions.
  assert.deepEqual(
    fieldsOf(bankFileSchema()).filter((field) => !told.includes(field)),
    ['extensions'],
  );
});

/** The names of all properties in a JSON Schema. */
function fieldsOf(schema: object): string[] {
  return Object.entries(schema).flatMap(([name, inner]) => {
    if (typeof inner !== 'object' || inner === null) return [];
    return name === 'properties' ? [...Object.keys(inner), ...fieldsOf(inner)] : fieldsOf(inner);
  });
}

test('everything that is wrong is told at once, each with its line', async () => {
  const wrong = ACME.replace('"acme"', '"Acme"')
    .replace('"consent_days": 365', '"consent_length": 365')
    .replace('https://auth.acme.example', 'http://auth.acme.example')
    .replace('{ "env": "ACME_SECRET" }', '"hunter2"')
    .replace('/accounts/{accountId}/contact', '/contact');
  const problems = await problemsOf({ 'acme.json': wrong });
  const places = problems.map((problem) => /^acme\.json:(\d+) ([\w.]+): .+/.exec(problem)?.slice(1).join(' '));
  assert.deepEqual(places, [
    '3 slug',
    '5 policy',
    '7 protocol.issuer',
    '11 protocol.client.secret',
    '20 protocol.resources.contact',
  ]);
  assert.doesNotMatch(problems.join(), /hunter2/);
});

test('a promise without a place where it is asked for is told before a customer meets it', async () => {
  const withoutRecords = ACME.replace(/"payment_networks": (.*),\n.*\n.*\n/, '"payment_networks": $1\n');
  const needs = async (text: string) =>
    (await problemsOf({ 'acme.json': text })).map((problem) => /resources\.(\w+):/.exec(problem)?.[1]);
  assert.deepEqual(await needs(withoutRecords), ['consent', 'consent_revocation']);
  const honest = withoutRecords.replace('"consent_days": 365', '"consent_api": false');
  assert.deepEqual(await needs(honest), []);
  const news = honest.replace('"consent_api": false', '"consent_api": false, "notifications": "signed"');
  assert.deepEqual(await needs(news), ['subscriptions', 'availability']);
});

test('a text that is no JSON is told with its line, and a key that stands there twice', async () => {
  const broken = ACME.replace('"slug": "acme",', '"slug": "acme"');
  const twice = ACME.replace('"policy"', '"name"');
  assert.deepEqual(await problemsOf({ 'a.json': broken, 'b.json': twice, 'c.json': '' }), [
    'a.json:4 no JSON (a comma, quote or brace is wrong here)',
    'b.json:5 name: stands there twice',
    'c.json:1 no JSON (a comma, quote or brace is wrong here)',
  ]);
});

test('two banks of one id or slug are refused', async () => {
  assert.deepEqual(await problemsOf({ 'a.json': ACME, 'b.json': ACME }), [
    'b.json:2 id: fcinst_Acme0000000001 is the id in a.json, too',
    'b.json:3 slug: acme is the slug in a.json, too',
  ]);
});

test('a bank on this machine without TLS is for the sandbox, beside the banks that are there', async () => {
  const here = ACME.replaceAll('https://auth.acme.example', 'http://127.0.0.1:5243/acme').replaceAll(
    'https://api.acme.example',
    'http://127.0.0.1:5243',
  );
  assert.deepEqual(await problemsOf({ 'acme.json': here }, ENV, SANDBOX), []);
  const [first, ...others] = await problemsOf({ 'acme.json': here });
  assert.equal(first, 'acme.json:7 protocol.issuer: expected a complete https URL');
  assert.equal(others.length, 8);
  const known = ACME.replace('"slug": "acme"', '"slug": "bank-oauth"');
  assert.deepEqual(await problemsOf({ 'acme.json': known }, ENV, SANDBOX), [
    'acme.json:3 slug: bank-oauth is the slug in the sandbox, too',
  ]);
  const elsewhere = here.replaceAll('127.0.0.1', '10.0.0.1');
  assert.match((await problemsOf({ 'acme.json': elsewhere }, ENV, SANDBOX))[0] ?? '', /:7 protocol\.issuer: /);
});

test('a secret that is not where the file says stops the start by its name', async () => {
  const filed = ACME.replace('{ "env": "ACME_SECRET" }', '{ "file": "acme.secret" }');
  assert.deepEqual(await problemsOf({ 'acme.json': ACME }, {}), [
    'acme.json:11 protocol.client.secret: the environment variable ACME_SECRET is not set',
  ]);
  await assert.rejects(requireBanks(folder, {}, LIVE), {
    variable: 'RELINK_BANKS_DIR',
    message: /^RELINK_BANKS_DIR: acme\.json:11 .* ACME_SECRET is not set$/,
  });
  const [absent] = await problemsOf({ 'acme.json': filed });
  assert.match(
    String(absent),
    /^acme\.json:11 protocol\.client\.secret: the file .*acme\.secret cannot be read \(ENOENT\)$/,
  );
  assert.deepEqual(await problemsOf({ 'acme.json': filed, 'acme.secret': 'kept apart\n' }), []);
});

test('a secret of ours is no bank’s, wherever its file looks for it', async () => {
  for (const name of ['RELINK_ENCRYPTION_KEY', 'DATABASE_URL']) {
    const [problem] = await problemsOf({ 'acme.json': ACME.replace('ACME_SECRET', name) }, { [name]: 'of ours' });
    assert.equal(problem, `acme.json:11 protocol.client.secret: ${name} is a secret of ours, not of a bank`);
  }
  const environment = process.platform === 'linux' ? ['/proc/self/environ'] : [];
  for (const file of ['/dev/zero', '/dev/null', ...environment]) {
    const filed = ACME.replace('{ "env": "ACME_SECRET" }', `{ "file": "${file}" }`);
    assert.deepEqual(await problemsOf({ 'acme.json': filed }), [
      `acme.json:11 protocol.client.secret: the file ${file} is empty`,
    ]);
  }
});

test('a folder that is not there stops the start', async () => {
  await assert.rejects(requireBanks(join(folder, 'nowhere'), ENV, LIVE), { variable: 'RELINK_BANKS_DIR' });
});
