// Tests that every reason and every error has its sentence, with nothing left unfilled.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VIEWS } from '../gallery/views.ts';
import { createTexts } from './catalogue/page_text.ts';
import { accountInWords, bankName, consentLead, errorLead, nameThere } from './sentences.ts';

const texts = ['en', 'de'].map((language) => createTexts([language]).text);

test('every opening and cause says why the customer is here', () => {
  for (const text of texts) {
    for (const [name, view] of Object.entries(VIEWS)) {
      const lead = consentLead(text, view);
      assert.ok(lead.includes(view.merchant.name), name);
      assert.doesNotMatch(lead, /[{}]|undefined|null/, name);
    }
  }
});

test('the name that a bank calls us is told where it is known: at the sandbox’s pages', () => {
  const view = VIEWS.bank_ready_link!;
  assert.match(nameThere(texts[0]!, view) ?? '', /you will see the name Relink/);
  assert.equal(nameThere(texts[0]!, { ...view, session: { ...view.session, livemode: true } }), null);
  assert.equal(nameThere(texts[0]!, VIEWS.bank_ready_form!), null);
});

test('a number that is about to end is announced with its day in the customer’s language', () => {
  assert.match(consentLead(texts[0]!, VIEWS.consent_number_expiring!), /March 4, 2027/);
  assert.match(consentLead(texts[1]!, VIEWS.consent_number_expiring!), /4\. März 2027/);
});

test('changed data on a healthy link never says reconnect or repaired', () => {
  const view = VIEWS.consent_changed_data!;
  for (const text of texts) {
    const said = [
      consentLead(text, view),
      text.say('consent.changed_data.title'),
      text.say('consent.changed_data.agree'),
      text.say('success.changed_data.title'),
      text.say('success.changed_data.lead', { merchant: 'Shop' }),
      text.say('progress.linking.changed_data'),
      text.say('exit.changed_data.title'),
    ].join(' ');
    assert.doesNotMatch(said, /reconnect|repair|repariert|wieder verb|neu verb/i);
  }
});

test('every error says what happened', () => {
  for (const text of texts) {
    for (const view of Object.values(VIEWS)) {
      if (view.pane.type !== 'error') continue;
      assert.doesNotMatch(errorLead(text, view, view.pane), /[{}]|undefined|null/);
    }
  }
});

test('an account without a name is called by its kind', () => {
  const account = { display_name: null, institution_name: 'Riverbank', last4: null, subcategory: 'robot' };
  assert.equal(accountInWords(texts[0]!, account), 'Account');
  assert.equal(accountInWords(texts[1]!, { ...account, subcategory: 'savings', last4: '4321' }), 'Sparkonto ····4321');
});

test('the bank is named by the account where the view names none', () => {
  const view = VIEWS.consent_repair_expired!;
  assert.equal(bankName({ ...view, institution: null }), 'Riverbank');
  assert.equal(bankName({ ...view, institution: null, account: null }), '');
});
