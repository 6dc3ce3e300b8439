// Who may do what at the Dashboard: the role of every call, the team, passkeys.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { updateMember } from '../../server/src/domain/merchants/member.ts';
import { openContext } from '../../server/src/domain/open_context.ts';
import { mayCall } from '../../server/src/inbound/dashboard/call.ts';
import { calls } from '../../server/src/inbound/dashboard/calls.ts';
import { systemClock } from '../../server/src/kernel/clock.ts';
import { systemRandom } from '../../server/src/vault.ts';
import type { DashboardCall } from '../../server/src/wire/dashboard.ts';
import type { Role } from '../../server/src/wire/dashboard_objects.ts';
import { authCall, type Dashboard, dashboardWith, joinTeam, signIn } from '../dashboard.ts';
import { createPasskey } from '../passkey.ts';
import { openTestWorld, type World } from '../world.ts';

const CONTRACT = join(import.meta.dirname, '../../server/src/wire/dashboard.ts');

let world: World;
let ahead_ms = 0;
const team = {} as Record<Role, Dashboard>;

before(async () => {
  world = await openTestWorld({ clock: { now: () => new Date(Date.now() + ahead_ms) } });
  team.owner = await signIn(world.url, world.platform.dashboard_url);
  team.operator = await joinTeam(world, team.owner, 'operator@example.com', 'operator');
  team.viewer = await joinTeam(world, team.owner, 'viewer@example.com', 'viewer');
});
after(() => world.close());

describe('the calls of the Dashboard', () => {
  it('are those of the contract, each once', () => {
    const contract = [...readFileSync(CONTRACT, 'utf8').matchAll(/^ {2}'((?:GET|POST|DELETE) \/\S+)':/gm)];
    const promised = contract.map((match) => String(match[1])).sort();
    assert.deepEqual(calls.map(({ name }) => name).sort(), promised);
  });

  for (const role of ['viewer', 'operator'] as const) {
    it(`are refused to a member who is ${role} where they take more, before anything is read`, async () => {
      const above = calls.filter((call) => !mayCall(role, call.role));
      assert.ok(above.length > 0);
      for (const { name } of above) {
        const refusal = await team[role].refused(name, { path: { id: 'x' }, body: { nonsense: true } });
        assert.equal(refusal.status, 403, name);
        assert.match(refusal.message, new RegExp(`yours is ${role}`));
      }
    });

    it(`are open to a member who is ${role} where the table says so`, async () => {
      for (const { name } of calls.filter((call) => mayCall(role, call.role))) {
        const answer = await statusOf(team[role], name);
        assert.ok([200, 400, 404].includes(answer), `${name} answered ${answer}`);
      }
    });
  }

  it('only look when they are GETs: no GET takes more than the role viewer', () => {
    for (const call of calls.filter(({ method }) => method === 'GET')) {
      assert.equal(call.role, 'viewer', call.name);
    }
  });

  it('are all closed to somebody who is not signed in', async () => {
    const nobody = dashboardWith(world.url, '');
    for (const { name } of calls) {
      assert.equal((await nobody.refused(name, { path: { id: 'x' }, body: {} })).status, 401, name);
    }
  });
});

/** With an id that nobody has; a GET may well succeed. */
async function statusOf(dashboard: Dashboard, name: DashboardCall): Promise<number> {
  const given = { path: { id: 'cus_x' }, body: { nonsense: true } };
  const answer = await dashboard.refused(name, given).catch(() => ({ status: 200 }));
  return answer.status;
}

describe('the team', () => {
  it('is shown to everybody in it', async () => {
    const seen = await team.viewer.call('GET /members');
    assert.deepEqual(
      seen.map(({ email, role }) => [email, role]),
      [
        ['owner@example.com', 'owner'],
        ['operator@example.com', 'operator'],
        ['viewer@example.com', 'viewer'],
      ],
    );
  });

  it('keeps an owner', async () => {
    const { member } = await team.owner.call('GET /me');
    const path = { id: member.id };
    const refused = await team.owner.refused('POST /members/:id', { path, body: { role: 'viewer' } });
    assert.deepEqual([refused.status, refused.param], [400, 'role']);
    assert.equal((await team.owner.refused('DELETE /members/:id', { path })).status, 400);
    assert.equal((await team.owner.call('GET /me')).member.role, 'owner');
  });

  it('has each address once', async () => {
    for (const email of ['owner@example.com', 'Operator@Example.com']) {
      const refused = await team.owner.refused('POST /members', { body: { email, role: 'viewer' } });
      assert.deepEqual([refused.status, refused.param], [400, 'email']);
    }
  });

  it('gives roles, and everybody his own name', async () => {
    const { member } = await team.viewer.call('GET /me');
    const path = { id: member.id };
    const named = await team.viewer.call('POST /members/:id', { path, body: { name: 'Vera', digest: false } });
    assert.deepEqual([named.name, named.digest, named.role], ['Vera', false, 'viewer']);
    const own = await team.viewer.refused('POST /members/:id', { path, body: { role: 'owner' } });
    assert.equal(own.status, 403);
    const others = await team.owner.call('GET /me');
    const other = { path: { id: others.member.id }, body: { name: 'Not me' } };
    assert.equal((await team.viewer.refused('POST /members/:id', other)).status, 403);
    assert.equal((await team.owner.call('POST /members/:id', { path, body: { role: 'operator' } })).role, 'operator');
    assert.equal((await team.viewer.call('GET /me')).member.role, 'operator');
    await team.owner.call('POST /members/:id', { path, body: { role: 'viewer' } });
  });

  it('keeps what was changed by somebody else meanwhile', async () => {
    const { member } = await team.viewer.call('GET /me');
    const path = { id: member.id };
    const { database } = world.platform;
    const read = () => database.kysely.selectFrom('members').selectAll().where('email', '=', member.email);
    const before = await read().executeTakeFirstOrThrow();
    await team.owner.call('POST /members/:id', { path, body: { role: 'operator' } });
    await database.transact(async (trx) => {
      const base = { clock: systemClock, random: systemRandom, vault: null as never };
      const context = await openContext(base, trx, { merchant: before.merchant, livemode: false });
      await updateMember(context, before, { name: 'Vera V.' });
    });
    const { role, name } = await read().executeTakeFirstOrThrow();
    assert.deepEqual([role, name], ['operator', 'Vera V.']);
    await team.owner.call('POST /members/:id', { path, body: { role: 'viewer' } });
  });

  it('names what is wrong with a request', async () => {
    const { member } = await team.owner.call('GET /me');
    const path = { id: member.id };
    for (const [body, param] of [
      [{ role: 'king' }, 'role'],
      [{ digest: 'yes' }, 'digest'],
      [{ name: '' }, 'name'],
      [{ name: 'x'.repeat(101) }, 'name'],
      [{ email: 'other@example.com' }, 'email'],
    ] as const) {
      assert.equal((await team.owner.refused('POST /members/:id', { path, body })).param, param);
    }
    for (const email of ['x\u0001y@example.com', 'x\u200by@example.com', 'x@exa\u202emple.com', 'x y@example.com']) {
      const refused = await team.owner.refused('POST /members', { body: { email, role: 'viewer' } });
      assert.deepEqual([refused.status, refused.param], [400, 'email']);
    }
    const unknown = await team.owner.refused('POST /members/:id', { path: { id: 'mbr_x' }, body: { name: 'A' } });
    assert.equal(unknown.status, 404);
  });

  it('invites again only who has not come yet', async () => {
    const invited = await team.owner.call('POST /members', { body: { email: 'new@example.com', role: 'viewer' } });
    assert.equal(invited.state, 'invited');
    await team.owner.call('POST /members/:id/resend', { path: { id: invited.id } });
    await world.settle();
    const { data } = await team.owner.call('GET /sandbox/mails', { query: { to: 'new@example.com' } });
    assert.deepEqual(
      data.map((mail) => mail.type),
      ['member_invitation', 'member_invitation'],
    );
    const { member } = await team.viewer.call('GET /me');
    assert.equal((await team.owner.refused('POST /members/:id/resend', { path: { id: member.id } })).status, 400);
  });

  it('writes to an address that it invites five times a day, also where the invitation was taken back meanwhile', async () => {
    const body = { email: 'often@example.com', role: 'viewer' } as const;
    const { id } = await team.owner.call('POST /members', { body });
    for (let count = 1; count < 5; count += 1) await team.owner.call('POST /members/:id/resend', { path: { id } });
    assert.equal((await team.owner.refused('POST /members/:id/resend', { path: { id } })).status, 429);
    await team.owner.call('DELETE /members/:id', { path: { id } });
    assert.equal((await team.owner.refused('POST /members', { body })).status, 429);
    ahead_ms += 86_400_001;
    const again = await team.owner.call('POST /members', { body });
    await team.owner.call('DELETE /members/:id', { path: { id: again.id } });
  });
});

describe('a passkey', () => {
  const passkey = createPasskey();
  let local: Dashboard;
  let origin: string;

  const add = async (made = passkey) => {
    const { options } = await local.call('POST /passkeys/options');
    return { body: { response: made.create(options, origin), name: 'Laptop' } };
  };
  const signInOptions = async () => {
    const answer = await authCall(origin, 'passkey/options', {});
    return ((await answer.json()) as { options: Record<string, unknown> }).options;
  };

  before(() => {
    // Browsers know no passkeys for a bare address.
    origin = world.url.replace('127.0.0.1', 'localhost');
    local = dashboardWith(origin, team.operator.cookie);
  });

  it('is added by somebody who is signed in, and listed', async () => {
    const added = await local.call('POST /passkeys', await add());
    assert.equal(added.name, 'Laptop');
    assert.deepEqual(await local.call('GET /passkeys'), [added]);
    assert.deepEqual(await team.viewer.call('GET /passkeys'), []);
  });

  it('signs its person in', async () => {
    const answer = await authCall(origin, 'passkey/sign_in', { response: passkey.get(await signInOptions(), origin) });
    assert.equal(answer.status, 200);
    const cookie = String(answer.headers.get('set-cookie')).split(';', 1)[0] ?? '';
    assert.equal((await dashboardWith(origin, cookie).call('GET /me')).member.email, 'operator@example.com');
  });

  it('signs nobody in by an answer that was given before', async () => {
    const response = passkey.get(await signInOptions(), origin);
    assert.equal((await authCall(origin, 'passkey/sign_in', { response })).status, 200);
    assert.equal((await authCall(origin, 'passkey/sign_in', { response })).status, 400);
  });

  it('signs nobody in by an answer for another site, without its owner, or by another key', async () => {
    const options = await signInOptions();
    const elsewhere = passkey.get(options, 'https://evil.example');
    const unseen = passkey.get(await signInOptions(), origin, false);
    const stranger = createPasskey().get(await signInOptions(), origin);
    const forged = { ...createPasskey().get(await signInOptions(), origin), id: passkey.get({}, origin).id };
    const unasked = passkey.get({ challenge: 'bm90IG91cnM' }, origin);
    for (const response of [elsewhere, unseen, stranger, forged, unasked, {}, { response: 7 }]) {
      const answer = await authCall(origin, 'passkey/sign_in', { response });
      assert.deepEqual([answer.status, answer.headers.get('set-cookie')], [400, null]);
    }
  });

  it('is asked for a signature that is good for five minutes, and no other', async () => {
    const late = await signInOptions();
    const text = Buffer.from(String(late.challenge), 'base64url').toString();
    const longer = text.replace(/^\d+/, (time) => String(Number(time) + 600_000));
    assert.notEqual(longer, text);
    ahead_ms += 300_001;
    for (const challenge of [late.challenge, Buffer.from(longer).toString('base64url')]) {
      const response = passkey.get({ ...late, challenge }, origin);
      assert.equal((await authCall(origin, 'passkey/sign_in', { response })).status, 400);
    }
  });

  it('can be asked for by anybody as often as he likes without a trace, and added from one of the last five tries', async () => {
    const kept = async () => {
      const rows = await world.platform.database.kysely.selectFrom('passkey_challenges').select('hash').execute();
      return rows.map(({ hash }) => String(hash));
    };
    const before = await kept();
    for (let tries = 0; tries < 3; tries += 1) await signInOptions();
    // Housekeeping may take old ones away meanwhile.
    assert.deepEqual(
      (await kept()).filter((hash) => !before.includes(hash)),
      [],
    );
    const [made, tries] = [createPasskey(), []] as [typeof passkey, Awaited<ReturnType<typeof add>>[]];
    while (tries.length < 6) tries.push(await add(made));
    assert.equal((await local.refused('POST /passkeys', tries[0])).status, 400);
    const { id } = await local.call('POST /passkeys', tries[1]!);
    await local.call('DELETE /passkeys/:id', { path: { id } });
  });

  it('cannot be added twice, nor by an answer that somebody else was asked for', async () => {
    assert.equal((await local.refused('POST /passkeys', await add())).status, 400);
    const theirs = dashboardWith(origin, team.viewer.cookie);
    assert.equal((await theirs.refused('POST /passkeys', await add(createPasskey()))).status, 400);
  });

  it('needs a host name', async () => {
    assert.match((await team.operator.refused('POST /passkeys/options')).message, /host name/);
  });

  it('is worth nothing once it is removed', async () => {
    const [own] = await local.call('GET /passkeys');
    const path = { id: String(own?.id) };
    assert.equal((await team.viewer.refused('DELETE /passkeys/:id', { path })).status, 404);
    await local.call('DELETE /passkeys/:id', { path });
    const response = passkey.get(await signInOptions(), origin);
    assert.equal((await authCall(origin, 'passkey/sign_in', { response })).status, 400);
  });
});
