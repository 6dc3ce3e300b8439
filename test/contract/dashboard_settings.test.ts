// Settings of a merchant at the Dashboard: what customers see of him, his logo, his relink policy.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Settings } from '../../server/src/wire/dashboard_workspace.ts';
import { type Dashboard, joinTeam, signIn } from '../dashboard.ts';
import { link } from '../story.ts';
import { openTestWorld, type World } from '../world.ts';

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

let world: World;
let owner: Dashboard;
let viewer: Dashboard;

before(async () => {
  world = await openTestWorld();
  owner = await signIn(world.url, world.platform.dashboard_url);
  viewer = await joinTeam(world, owner, 'viewer@example.com', 'viewer');
});
after(() => world.close());

describe('settings', () => {
  it('are changed one by one, and unset', async () => {
    const before = await viewer.call('GET /settings');
    const changed = await owner.call('POST /settings', {
      body: { name: 'Corner Shop', accent: '#0f6b5c', support_email: 'Help@Example.com', default_locale: 'de' },
    });
    assert.deepEqual(changed, {
      ...before,
      ...{ name: 'Corner Shop', accent: '#0f6b5c', support_email: 'help@example.com', default_locale: 'de' },
    });
    const unset = await owner.call('POST /settings', {
      body: { accent: null, support_email: '' } as Partial<Settings>,
    });
    assert.deepEqual([unset.accent, unset.support_email, unset.name], [null, null, 'Corner Shop']);
    assert.equal((await viewer.call('GET /me')).merchant.name, 'Corner Shop');
  });

  it('take origins without a path, each once', async () => {
    const origins = ['https://shop.example', 'http://localhost:3000', 'https://shop.example'];
    const { allowed_origins } = await owner.call('POST /settings', { body: { allowed_origins: origins } });
    assert.deepEqual(allowed_origins, ['https://shop.example', 'http://localhost:3000']);
  });

  it('name what cannot be, and change nothing then', async () => {
    for (const [body, param] of [
      [{ name: '' }, 'name'],
      [{ name: 'two\nlines' }, 'name'],
      [{ name: 'Bank\u202egnp' }, 'name'],
      [{ accent: 'green' }, 'accent'],
      [{ support_email: 'help' }, 'support_email'],
      [{ support_url: 'javascript:alert(1)' }, 'support_url'],
      [{ reply_to: 'a@b@c' }, 'reply_to'],
      [{ default_locale: 'xx' }, 'default_locale'],
      [{ allowed_origins: ['https://shop.example/path'] }, 'allowed_origins[0]'],
      [{ allowed_origins: 'https://shop.example' }, 'allowed_origins'],
      [{ name: 'Other', accent: '#12' }, 'accent'],
      [{ logo_url: 'https://evil.example/x.png' }, 'logo_url'],
    ] as const) {
      const refusal = await owner.refused('POST /settings', { body });
      assert.deepEqual([refusal.status, refusal.param], [400, param]);
    }
    assert.equal((await viewer.call('GET /settings')).name, 'Corner Shop');
  });

  it('show the mail in every language before they are saved', async () => {
    const settings = { ...(await owner.call('GET /settings')), name: 'Unsaved', accent: '#aa0000' };
    const subjects = new Set();
    for (const language of ['en', 'de', 'fr', 'es', 'it', 'nl']) {
      const preview = await viewer.call('POST /settings/mail_preview', { body: { language, settings } });
      assert.equal(preview.language, language);
      assert.match(preview.html, /Unsaved/);
      subjects.add(preview.subject);
    }
    assert.equal(subjects.size, 6);
    assert.equal((await owner.call('GET /settings')).name, 'Corner Shop');
    const { accounts } = await link(world, { institution: 'Tokenized Account Numbers' });
    const about = await viewer.call('POST /settings/mail_preview', {
      body: { language: 'en', account: accounts[0]!.id },
    });
    assert.match(about.text, new RegExp(String(accounts[0]!.last4)));
    const unknown = { language: 'en', account: 'fca_x' };
    assert.equal((await viewer.refused('POST /settings/mail_preview', { body: unknown })).status, 404);
    assert.equal((await viewer.refused('POST /settings/mail_preview', { body: { language: 'xx' } })).param, 'language');
  });
});

describe('a logo', () => {
  const upload = (picture: Buffer, media_type = 'image/png') => ({
    body: { media_type, data: picture.toString('base64') },
  });

  it('is served by us under a name of its own, and seen in mails', async () => {
    const { logo_url } = await owner.call('POST /settings/logo', upload(PNG));
    assert.match(String(logo_url), /^\/logos\/[0-9a-f]{40}$/);
    const answer = await fetch(world.url + logo_url);
    assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'image/png']);
    assert.deepEqual(Buffer.from(await answer.arrayBuffer()), PNG);
    const preview = await viewer.call('POST /settings/mail_preview', { body: { language: 'en' } });
    assert.ok(preview.html.includes(String(logo_url)));
    const other = await owner.call('POST /settings/logo', upload(Buffer.concat([PNG, Buffer.from([1])])));
    assert.notEqual(other.logo_url, logo_url);
    assert.equal((await owner.call('DELETE /settings/logo')).logo_url, null);
    assert.equal((await fetch(world.url + other.logo_url)).status, 404);
  });

  it('is a picture of at most 200 kB that is what it says', async () => {
    for (const [given, param] of [
      [upload(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/svg+xml'), 'data'],
      [upload(PNG, 'image/jpeg'), 'media_type'],
      [upload(Buffer.concat([PNG, Buffer.alloc(204_800)])), 'data'],
      [{ body: { media_type: 'image/png', data: 'not base64!' } }, 'data'],
      [{ body: { media_type: 'image/png' } }, 'data'],
    ] as const) {
      const refusal = await owner.refused('POST /settings/logo', given);
      assert.deepEqual([refusal.status, refusal.param], [400, param]);
    }
    const largest = Buffer.concat([PNG, Buffer.alloc(204_800 - PNG.length)]);
    assert.ok((await owner.call('POST /settings/logo', upload(largest))).logo_url);
  });
});

describe('a relink policy', () => {
  it('is off until an owner turns it on, and can be tried by everybody', async () => {
    const policy = await viewer.call('GET /policy');
    assert.equal(policy.enabled, false);
    const tried = await viewer.call('POST /policy/dry_run', { body: { ...policy, enabled: true } });
    assert.ok(tried.upcoming.length > 0 && tried.now.selected > 0);
    const saved = await owner.call('POST /policy', {
      body: { ...policy, days_before: [1, 30], time_zone: 'Europe/Berlin' },
    });
    assert.deepEqual([saved.days_before, saved.time_zone], [[30, 1], 'Europe/Berlin']);
    assert.deepEqual(await viewer.call('GET /policy'), saved);
  });

  it('names what cannot be', async () => {
    const policy = await owner.call('GET /policy');
    for (const [change, param] of [
      [{ quiet_from: 24 }, 'quiet_from'],
      [{ quiet_until: 1.5 }, 'quiet_until'],
      [{ time_zone: 'Mars/Olympus' }, 'time_zone'],
      [{ days_before: [2] }, 'days_before'],
      [{ days_before: [7, 7] }, 'days_before'],
      [{ daily_cap: 0 }, 'daily_cap'],
      [{ enabled: 'yes' }, 'enabled'],
    ] as const) {
      for (const name of ['POST /policy', 'POST /policy/dry_run'] as const) {
        const refusal = await owner.refused(name, { body: { ...policy, ...change } });
        assert.deepEqual([refusal.status, refusal.param], [400, param], name);
      }
    }
    assert.equal((await owner.refused('POST /policy', { body: {} })).param, 'enabled');
  });
});
