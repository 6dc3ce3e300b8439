// Tests how the SDK writes its calls.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeForm } from './api.ts';

test('nested values are written in brackets, lists by number, and what is undefined is left out', () => {
  const form = encodeForm({
    payment_method_data: { type: 'us_bank_account', billing_details: { name: 'Jenny & Co', email: undefined } },
    expand: ['payment_method', 'mandate'],
    amounts: [32, 45],
    mandate_data: { customer_acceptance: { online: { infer_from_client: true } } },
    return_url: null,
  });
  assert.deepEqual(
    [...form],
    [
      ['payment_method_data[type]', 'us_bank_account'],
      ['payment_method_data[billing_details][name]', 'Jenny & Co'],
      ['expand[0]', 'payment_method'],
      ['expand[1]', 'mandate'],
      ['amounts[0]', '32'],
      ['amounts[1]', '45'],
      ['mandate_data[customer_acceptance][online][infer_from_client]', 'true'],
      ['return_url', ''],
    ],
  );
});
