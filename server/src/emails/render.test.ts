// What every mail promises, in every language: one link, the bare one first in the text, nothing loaded from elsewhere, nothing smuggled in.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { contrast } from '#kernel/accent.ts';
import { languageFor } from './language.ts';
import { renderMail } from './render.ts';
import { type Brand, LANGUAGES, type Language, type MailData, type MailType, type RelinkCause } from './types.ts';

const LINK = 'https://relink.example.com/relink/0123456789abcdefghijklmnopqrstuv';
const LOGO = 'https://relink.example.com/logos/0123456789abcdef';
const BRAND: Brand = {
  merchant: 'Example Shop',
  accent: '#ffcc00',
  logo_url: LOGO,
  support_email: 'help@shop.example',
  support_url: 'https://shop.example/help',
  sandbox: false,
};
const REQUEST: MailData['relink_request'] = {
  customer: 'Jenny Rosen',
  bank: 'Riverbank',
  sign_in: 'oauth',
  account: { name: 'Everyday Checking', last4: '6789', subcategory: 'checking', tokenized: false, payments: true },
  cause: 'access_expired',
  ends_at: null,
  link_expires_at: Date.UTC(2026, 11, 20) / 1000,
  link: LINK,
};
const TROUBLE = {
  url: 'https://shop.example/hooks?a=1&b=2',
  failing_since: 1_795_000_000,
  failed: 1234,
  endpoint_url: LINK,
};
const DATA: MailData = {
  relink_request: REQUEST,
  member_invitation: { invited_by: 'Ada', role: 'operator', days: 7, link: LINK },
  sign_in: { minutes: 15, link: LINK },
  webhook_failing: TROUBLE,
  webhook_disabled: TROUBLE,
  digest: { week: '2026-11-16', needs_relink: 142, repaired: 38, asked: 131, expiring: 12, url: LINK },
};
const TYPES = Object.keys(DATA) as MailType[];
const CAUSES: RelinkCause[] = [
  'access_denied',
  'access_expired',
  'account_closed',
  'account_unavailable',
  'institution_requirement',
  'unspecified',
  'access_expiring',
  'requirement_ahead',
  'number_expiring',
  'number_expired',
  'number_revoked',
];

const written = (type: MailType, language: Language, brand = BRAND) =>
  renderMail(type, DATA[type] as never, language, brand);
const request = (changes: Partial<MailData['relink_request']>, language: Language = 'en', brand = BRAND) =>
  renderMail('relink_request', { ...REQUEST, ...changes }, language, brand);

const VOID = new Set(['meta', 'img', 'br']);

/** Every tag that opens closes in its turn; comments are left out, also those that only Outlook reads. */
function assertNested(html: string): void {
  const open: string[] = [];
  const bare = html.replace(
    /<!--\[if mso\]>[\s\S]*?<!\[endif\]-->|<!--[\s\S]*?-->|<!doctype html>|<style>[\s\S]*?<\/style>/g,
    '',
  );
  for (const [, close, name = ''] of bare.matchAll(/<(\/?)([a-z][a-z0-9]*)\b(?:[^<>"]|"[^"]*")*>/g)) {
    if (VOID.has(name)) continue;
    if (close) assert.equal(open.pop(), name);
    else open.push(name);
  }
  assert.deepEqual(open, []);
}

for (const type of TYPES) {
  describe(`${type}`, () => {
    for (const language of LANGUAGES) {
      const mail = written(type, language);

      test(`in ${language} has the bare link, alone on its line, as the first address of its text`, () => {
        assert.equal(/https?:\/\/\S+/.exec(mail.text)?.[0], LINK);
        assert.ok(mail.text.split('\n').includes(LINK));
      });

      test(`in ${language} leads to one place and loads the logo only`, () => {
        assertNested(mail.html);
        const targets = [...mail.html.matchAll(/href="([^"]*)"/g)].map(([, target]) => target);
        assert.deepEqual(
          [...new Set(targets)].filter((target) => !target?.startsWith('mailto:')),
          [LINK],
        );
        assert.deepEqual(
          [...mail.html.matchAll(/(?:src|background|srcset)="([^"]*)"/g)].map(([, from]) => from),
          [LOGO],
        );
        assert.doesNotMatch(mail.html, /url\(|@import|<script|<form|<iframe|<link/i);
      });

      test(`in ${language} leaves no place unfilled and no line break in its subject`, () => {
        assert.doesNotMatch(
          `${mail.subject}${mail.text}${mail.html.replace(/<style>[\s\S]*?<\/style>/, '')}`,
          /\{\w*\}|undefined|null|NaN/,
        );
        assert.match(mail.subject, /^\S.{5,120}\S$/);
        assert.match(mail.html, new RegExp(`<html lang="${mail.language}"`));
      });
    }
  });
}

test('customers read all six languages, operators English where it is not German', () => {
  const used = (type: MailType) => LANGUAGES.map((language) => written(type, language).language);
  assert.deepEqual(used('relink_request'), [...LANGUAGES]);
  assert.deepEqual(used('digest'), ['en', 'de', 'en', 'en', 'en', 'en']);
});

test('the first language of ours that the reader names counts, then the merchant’s, then English', () => {
  assert.equal(languageFor(['pt-BR', 'FR_ca', 'de'], 'it'), 'fr');
  assert.equal(languageFor(['ja'], 'nl-BE'), 'nl');
  assert.equal(languageFor([], 'tlh'), 'en');
});

for (const language of LANGUAGES) {
  test(`every cause is told apart in ${language}, with the bank, the account and whom to ask`, () => {
    const texts = CAUSES.map((cause) => request({ cause, ends_at: REQUEST.link_expires_at }, language).text);
    assert.equal(new Set(texts).size, CAUSES.length);
    for (const text of texts) {
      for (const part of ['Example Shop', 'Riverbank', 'Everyday Checking ····6789', 'help@shop.example']) {
        assert.ok(text.includes(part), part);
      }
    }
  });
}

test('payments are spoken of only where the account is shared for them', () => {
  for (const cause of ['access_expired', 'access_expiring', 'requirement_ahead'] as const) {
    const text = (payments: boolean) =>
      request({ cause, ends_at: REQUEST.link_expires_at, account: { ...REQUEST.account, payments } }).text;
    assert.match(text(true), /payments through it may fail/);
    assert.doesNotMatch(text(false), /payment/);
    assert.match(text(false), /can’t see this account\./);
  }
});

test('whoever signs in on our page chooses nothing at his bank', () => {
  const text = (sign_in: 'oauth' | 'form') => request({ sign_in }).text;
  assert.match(text('oauth'), /sign in at Riverbank and choose the same account/);
  assert.match(text('form'), /the user name and password you have at Riverbank/);
  assert.doesNotMatch(text('form'), /choose/);
});

test('the sandbox says that nothing is real, live mode does not', () => {
  assert.match(request({}, 'en', { ...BRAND, sandbox: true }).text, /Test mode/);
  assert.doesNotMatch(request({}).text, /Test mode/);
});

test('the colour of the button can be read, whatever the merchant chose', () => {
  for (const accent of ['#ffcc00', '#000', '#fff', 'red', null]) {
    const { html } = request({}, 'en', { ...BRAND, accent });
    const [, ground = '', ink = ''] = /class="button"[^>]*background-color:(#\w+);color:(#\w+)/.exec(html) ?? [];
    assert.ok(contrast(ground, ink) >= 4.5, String(accent));
    const [, dark = '', on_dark = ''] = /\.button\{background-color:(#\w+)!important;color:(#\w+)/.exec(html) ?? [];
    assert.ok(contrast(dark, on_dark) >= 4.5, String(accent));
  }
});

test('nobody’s name becomes markup, a header, another address, or more than a name', () => {
  const evil = '<img src=x onerror=alert(1)>"\r\nBcc: all@example.com\u202e https://evil.example';
  const mail = request(
    { customer: 'Win at https://evil.example', bank: evil, account: { ...REQUEST.account, name: evil } },
    'en',
    { ...BRAND, merchant: evil, support_email: '"><b>@x', logo_url: null },
  );
  assertNested(mail.html);
  assert.doesNotMatch(mail.html, /<img|<b>|onerror=alert\(1\)>/);
  assert.doesNotMatch(mail.subject, /[\r\n\u202e]/);
  assert.equal(/https?:\/\/\S+/.exec(mail.text)?.[0], LINK);
  assert.match(mail.text, /^Hello,$/m);
});

test('a customer with a name is greeted by it, and one whose name could be an address is not', () => {
  assert.match(request({ customer: 'J. R. Müller-Smith' }).text, /^Hello J\. R\. Müller-Smith,$/m);
  for (const customer of [null, '  ', 'a@b', 'evil.example', 'x'.repeat(100)]) {
    assert.match(request({ customer }).text, /^Hello,$/m);
  }
});

test('one day and one minute are one', () => {
  assert.match(renderMail('sign_in', { minutes: 1, link: LINK }, 'en', BRAND).text, /works for one minute,/);
  const one = { invited_by: null, role: 'viewer', days: 1, link: LINK } as const;
  assert.match(renderMail('member_invitation', one, 'de', BRAND).text, /gilt einen Tag und/);
});
