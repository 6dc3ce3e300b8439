// What is said of a connected account's business, person and settings comes back as it was said, whatever is not kept on purpose.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type Stripe from 'stripe';
import { openTestApi, type TestApi } from '../api.ts';
import { assertWhole } from './shapes.ts';

let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.close());

const create = (params: object) =>
  api.stripe.accounts.create({ type: 'custom', ...params } as Stripe.AccountCreateParams);
const plain = <T>(value: T) => JSON.parse(JSON.stringify(value)) as T;

const ADDRESS = {
  city: 'Austin',
  country: 'US',
  line1: '1 Main Street',
  line2: null,
  postal_code: '78701',
  state: 'TX',
};
const SENT_ADDRESS = { city: 'Austin', country: 'US', line1: '1 Main Street', postal_code: '78701', state: 'TX' };

/** Each as the SDK names it. */
const STRUCTURES = [
  'free_zone_establishment',
  'free_zone_llc',
  'government_instrumentality',
  'governmental_unit',
  'incorporated_non_profit',
  'incorporated_partnership',
  'limited_liability_partnership',
  'llc',
  'multi_member_llc',
  'private_company',
  'private_corporation',
  'private_partnership',
  'public_company',
  'public_corporation',
  'public_partnership',
  'registered_charity',
  'single_member_llc',
  'sole_establishment',
  'sole_proprietorship',
  'tax_exempt_government_instrumentality',
  'unincorporated_association',
  'unincorporated_non_profit',
  'unincorporated_partnership',
];
const DESIGNATIONS = [
  'lgbtqi_owned_business',
  'minority_owned_business',
  'none_of_these_apply',
  'prefer_not_to_answer',
  'women_owned_business',
];
const CAPABILITIES = (
  'acss_debit_payments affirm_payments afterpay_clearpay_payments alma_payments amazon_pay_payments app_distribution ' +
  'au_becs_debit_payments automatic_indirect_tax bacs_debit_payments bancontact_payments bank_transfer_payments ' +
  'billie_payments bizum_payments blik_payments boleto_payments card_issuing card_payments cartes_bancaires_payments ' +
  'cashapp_payments crypto_payments eps_payments fpx_payments gb_bank_transfer_payments giropay_payments gopay_payments ' +
  'grabpay_payments id_bank_transfer_payments id_bank_transfer_payments_bca ideal_payments india_international_payments ' +
  'jcb_payments jp_bank_transfer_payments kakao_pay_payments klarna_payments konbini_payments kr_card_payments ' +
  'legacy_payments link_payments mb_way_payments mobilepay_payments multibanco_payments mx_bank_transfer_payments ' +
  'naver_pay_payments nz_bank_account_becs_debit_payments oxxo_payments p24_payments pay_by_bank_payments ' +
  'payco_payments paynow_payments paypal_payments paypay_payments payto_payments pix_payments promptpay_payments ' +
  'qris_payments rechnung_payments revolut_pay_payments samsung_pay_payments satispay_payments scalapay_payments ' +
  'sepa_bank_transfer_payments sepa_debit_payments shopeepay_payments sofort_payments stripe_balance_payments ' +
  'sunbit_payments swish_payments tax_reporting_us_1099_k tax_reporting_us_1099_misc transfers treasury ' +
  'treasury_evolve treasury_fifth_third treasury_goldman_sachs twint_payments upi_payments ' +
  'us_bank_account_ach_payments us_bank_transfer_payments zip_payments'
).split(' ');
const SCHEDULES = [
  { interval: 'daily', delay_days: 3 },
  { interval: 'manual' },
  { interval: 'monthly', monthly_anchor: 3 },
  ...['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].map((weekly_anchor) => ({
    interval: 'weekly',
    weekly_anchor,
  })),
];

describe('a connected account keeps', () => {
  test('what its business is', async () => {
    const business_profile = {
      annual_revenue: { amount: 500_000, currency: 'usd', fiscal_year_end: '2025-12-31' },
      estimated_worker_count: 4,
      mcc: '4121',
      minority_owned_business_designation: DESIGNATIONS,
      monthly_estimated_revenue: { amount: 40_000, currency: 'usd' },
      product_description: 'Rides',
      support_email: 'help@rides.example',
      support_phone: '+15125550100',
      support_url: 'https://rides.example/help',
    };
    const account = await create({ business_profile: { ...business_profile, support_address: SENT_ADDRESS } });
    assertWhole(account);
    const kept = { ...business_profile, name: null, support_address: ADDRESS, url: null };
    assert.deepEqual(plain(account.business_profile), kept);
    const changed = { business_profile: { product_description: '' } } as Stripe.AccountUpdateParams;
    const updated = await api.stripe.accounts.update(account.id, changed);
    assert.deepEqual(plain(updated.business_profile), { ...kept, product_description: null });
  });

  test('what its company is, and of its tax numbers only that they were told', async () => {
    const company = {
      directors_provided: true,
      executives_provided: true,
      name: 'Rocket Rides',
      owners_provided: true,
      phone: '+15125550100',
      structure: 'llc',
      tax_id_registrar: 'Austin',
    };
    const numbers = { tax_id: '000000000', vat_id: 'DE000000000' };
    const sent = { ...company, ...numbers, address: SENT_ADDRESS };
    const account = await create({ business_type: 'company', company: sent });
    assertWhole(account);
    const provided = { tax_id_provided: true, vat_id_provided: true };
    assert.deepEqual(plain(account.company), { ...company, address: ADDRESS, ...provided });
    for (const structure of STRUCTURES) {
      const params = { company: { structure } } as Stripe.AccountUpdateParams;
      assert.equal((await api.stripe.accounts.update(account.id, params)).company?.structure, structure);
    }
    for (const business_type of ['government_entity', 'non_profit'] as const) {
      assert.equal((await api.stripe.accounts.update(account.id, { business_type })).business_type, business_type);
    }
  });

  test('who its person is', async () => {
    const relationship = { director: true, executive: false, owner: true, percent_ownership: 25, title: 'Owner' };
    const person = {
      email: 'jenny@rides.example',
      first_name: 'Jenny',
      gender: 'female',
      last_name: 'Rosen',
      maiden_name: 'Smith',
      metadata: { fleet: '7' },
      phone: '+15125550100',
      political_exposure: 'existing',
    };
    const sent = {
      ...person,
      relationship,
      address: SENT_ADDRESS,
      registered_address: SENT_ADDRESS,
      ssn_last_4: '0000',
    };
    const { individual } = await create({ business_type: 'individual', individual: sent });
    const kept = plain(individual) as unknown as Record<string, unknown>;
    for (const [name, value] of Object.entries(person)) assert.deepEqual(kept[name], value, name);
    assert.deepEqual([kept.address, kept.registered_address], [ADDRESS, ADDRESS]);
    for (const [name, value] of Object.entries(relationship)) {
      assert.deepEqual((kept.relationship as Record<string, unknown>)[name], value, name);
    }
    assert.equal(kept.ssn_last_4_provided, true);
    const other = { gender: 'male', political_exposure: 'none' };
    const shown = plain((await create({ business_type: 'individual', individual: other })).individual);
    assert.deepEqual([shown?.gender, shown?.political_exposure], ['male', 'none']);
  });

  test('its settings, and when it agreed to the terms', async () => {
    const settings = {
      branding: { primary_color: '#112233', secondary_color: '#445566' },
      card_payments: { statement_descriptor_prefix: 'RIDES' },
      payments: { statement_descriptor: 'ROCKET RIDES' },
      payouts: { debit_negative_balances: true, statement_descriptor: 'ROCKET' },
    };
    const tos_acceptance = {
      date: 1_700_000_000,
      ip: '203.0.113.7',
      service_agreement: 'recipient',
      user_agent: 'Browser/1',
    };
    const account = await create({ settings, tos_acceptance });
    assertWhole(account);
    const { branding, card_payments, payments, payouts } = account.settings!;
    assert.deepEqual([branding.primary_color, branding.secondary_color], ['#112233', '#445566']);
    assert.equal(card_payments?.statement_descriptor_prefix, 'RIDES');
    assert.equal(payments.statement_descriptor, 'ROCKET RIDES');
    assert.deepEqual([payouts?.debit_negative_balances, payouts?.statement_descriptor], [true, 'ROCKET']);
    assert.deepEqual(plain(account.tos_acceptance), tos_acceptance);
    assert.deepEqual([account.requirements?.currently_due, account.future_requirements?.currently_due], [[], []]);
    assert.equal(account.settings?.dashboard.timezone, 'Etc/UTC');
  });

  test('each schedule of payouts', async () => {
    const { id } = await create({});
    for (const schedule of SCHEDULES) {
      const params = { settings: { payouts: { schedule } } } as Stripe.AccountUpdateParams;
      const kept = plain((await api.stripe.accounts.update(id, params)).settings?.payouts?.schedule);
      for (const [name, value] of Object.entries(schedule)) {
        assert.deepEqual((kept as unknown as Record<string, unknown>)[name], value, `${schedule.interval}: ${name}`);
      }
    }
  });

  test('days of payouts, cards that are declined, other names; and no structure that there is none of', async () => {
    const account = await create({
      company: { name: 'Rosen & Co', structure: 'private_corporation', tax_id: '00-0000000' },
      individual: { full_name_aliases: ['Jen'], relationship: { owner: true, percent_ownership: 60 } },
      settings: {
        branding: { primary_color: '#0a7b83' },
        card_payments: { decline_on: { avs_failure: true } },
        payouts: { schedule: { interval: 'weekly', delay_days: 'minimum', weekly_payout_days: ['monday', 'friday'] } },
      },
    });
    assertWhole(account);
    const { company, individual, settings } = account;
    assert.deepEqual([company?.structure, company?.tax_id_provided], ['private_corporation', true]);
    assert.deepEqual([individual?.full_name_aliases, individual?.relationship?.percent_ownership], [['Jen'], 60]);
    assert.deepEqual(settings?.payouts?.schedule, {
      delay_days: 2,
      interval: 'weekly',
      weekly_payout_days: ['monday', 'friday'],
    });
    const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'];
    const changed = await api.stripe.accounts.update(account.id, {
      settings: {
        card_payments: { decline_on: { cvc_failure: true } },
        payouts: { schedule: { interval: 'monthly', monthly_payout_days: [1, 15], weekly_payout_days: weekdays } },
      },
    } as Stripe.AccountUpdateParams);
    assert.deepEqual(changed.settings?.card_payments.decline_on, { avs_failure: true, cvc_failure: true });
    assert.deepEqual(changed.settings?.payouts?.schedule, {
      delay_days: 2,
      interval: 'monthly',
      monthly_payout_days: [1, 15],
      weekly_payout_days: weekdays,
    });
    await assert.rejects(create({ company: { structure: 'guild' } }), { param: 'company[structure]' });
  });

  test('each of Stripe’s capabilities that is asked for, as active', async () => {
    const account = await create({
      capabilities: Object.fromEntries(CAPABILITIES.map((name) => [name, { requested: true }])),
    });
    assert.deepEqual(plain(account.capabilities), Object.fromEntries(CAPABILITIES.map((name) => [name, 'active'])));
  });
});
