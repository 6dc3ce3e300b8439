// What the problems of payment methods read like.
import { MAX_METADATA_KEYS } from '#domain/metadata.ts';
import type { AttachProblem } from '#domain/payments/attach.ts';
import type { ConfirmProblem, MethodProblem } from '#domain/payments/intent.ts';
import type { LinkedNumberProblem } from '#domain/payments/linked_number.ts';
import { type ApiError, type ErrorObjects, invalidRequest } from '#inbound/http/errors.ts';

/** Why no payment method can be made from a linked account. `param`: what named the account. */
export function linkedNumberError(problem: LinkedNumberProblem, param: string): ApiError {
  switch (problem) {
    case 'disconnected':
      return invalidRequest('This account is disconnected, which cannot be undone. Link it anew.', {
        param,
        code: 'financial_connections_account_inactive',
      });
    case 'inactive':
      return invalidRequest('This account is inactive. Its holder has to relink it before it can be paid with.', {
        param,
        code: 'financial_connections_account_inactive',
      });
    case 'no_permission':
      return invalidRequest(
        "This account was not linked with the permission 'payment_method'. Its holder has to relink it with that permission.",
        { param },
      );
    case 'not_payable':
      return invalidRequest('This account cannot be debited or credited; only checking and savings accounts can.', {
        param,
      });
    case 'numbers_pending':
      return invalidRequest('The bank is still making the numbers of this account. Try again in a moment.', {
        param,
        code: 'financial_connections_account_pending_account_numbers',
      });
    case 'numbers_unavailable':
      return invalidRequest(
        'This account has no number that works. Its holder has to relink it, or to use another account.',
        { param, code: 'financial_connections_account_unavailable_account_numbers' },
      );
  }
}

export function attachError(problem: AttachProblem): ApiError {
  switch (problem) {
    case 'already_attached':
      return invalidRequest('The payment method you provided has already been attached to a customer.');
    case 'detached':
      return detachedError();
    case 'unverified':
      return invalidRequest(
        'This bank account is not verified yet. Set it up with a SetupIntent, which attaches it to its customer.',
        { param: 'payment_method' },
      );
    case 'holder_differs':
      return invalidRequest('The linked account of this payment method belongs to somebody else.', {
        param: 'customer',
      });
  }
}

export function detachedError(): ApiError {
  return invalidRequest('This PaymentMethod was detached from a Customer, and may not be used again.', {
    param: 'payment_method',
  });
}

export function tooMuchMetadata(): ApiError {
  return invalidRequest(`You may only specify up to ${MAX_METADATA_KEYS} metadata keys.`, { param: 'metadata' });
}

/** Why an intent does not take a payment method, of whichever kind it is. */
export function methodError(problem: MethodProblem, intent: IntentName, method: string): ApiError {
  switch (problem.type) {
    case 'detached':
      return detachedError();
    case 'other_customer':
      return invalidRequest(
        `The PaymentMethod ${method} does not belong to the Customer you supplied. Please use this PaymentMethod with the Customer that it belongs to instead.`,
        { param: 'payment_method' },
      );
    case 'customer_missing':
      return invalidRequest(
        `The payment method supplied (${method}) belongs to the Customer ${problem.customer}. Please include the Customer in the \`customer\` parameter on the ${intent}.`,
        { param: 'payment_method' },
      );
    case 'holder_differs':
      return invalidRequest(
        'The linked account of this payment method belongs to somebody else. Set `customer` to the account_holder of the account.',
        { param: 'customer' },
      );
    case 'no_holder':
      return invalidRequest(
        `The linked account of this payment method has no account_holder. Leave \`customer\` out of the ${intent} and attach the payment method later.`,
        { param: 'customer' },
      );
  }
}

type IntentName = 'PaymentIntent' | 'SetupIntent';

/** Why an intent cannot be confirmed with its payment method. `objects`: the intent as the caller may see it. */
export function confirmError(problem: ConfirmProblem, objects: ErrorObjects): ApiError {
  switch (problem) {
    case 'blocked':
      return invalidRequest(
        'This bank account cannot be used: a payment or its verification failed before. The reason is in us_bank_account.status_details of the payment method.',
        { param: 'payment_method', code: 'payment_method_bank_account_blocked', objects },
      );
    case 'name_missing':
      return invalidRequest(
        "Missing required param: billing_details[name]. A bank account is debited in its holder's name.",
        { param: 'payment_method_data[billing_details][name]', code: 'parameter_missing', objects },
      );
    case 'mandate_missing':
      return invalidRequest(
        'Missing required param: mandate_data. The customer has to agree to debits; a page that confirms with a publishable key says so by itself.',
        { param: 'mandate_data', code: 'parameter_missing', objects },
      );
    case 'not_instant':
      return invalidRequest(
        "This bank account's number was typed in, and payment_method_options[us_bank_account][verification_method] = instant takes linked accounts only.",
        { param: 'payment_method_options[us_bank_account][verification_method]', objects },
      );
    case 'verified_elsewhere':
      return invalidRequest(
        'Another intent waits for micro-deposits to this bank account. Cancel that one first, or give this one a payment method of its own.',
        { param: 'payment_method', code: 'payment_method_unexpected_state', objects },
      );
    case 'no_microdeposits':
      return invalidRequest('Micro-deposits are sent in test mode only. Link the bank account instead.', {
        param: 'payment_method',
        code: 'payment_method_microdeposit_failed',
        objects,
      });
  }
}
