// What the problems of payment intents read like.
import type { MethodProblem } from '#domain/payments/intent.ts';
import type { PaymentIntent } from '#domain/payments/payment_intent.ts';
import { ApiError, invalidRequest } from '#inbound/http/errors.ts';
import { methodError } from '#inbound/v1/payment_methods/problems.ts';

/** One answer for a wrong secret and for an intent that is not there: a page learns nothing by guessing. */
export function secretMismatch(): ApiError {
  return new ApiError(
    404,
    'invalid_request_error',
    'The client_secret provided does not match any PaymentIntent of the account that this key belongs to.',
    { code: 'resource_missing', param: 'client_secret' },
  );
}

export function paymentMethodError(problem: MethodProblem, method: string): ApiError {
  return methodError(problem, 'PaymentIntent', method);
}

/** `shown`: the intent as the caller may see it. */
export function unexpectedState(message: string, shown: object, param?: string): ApiError {
  return invalidRequest(message, {
    code: 'payment_intent_unexpected_state',
    objects: { payment_intent: shown },
    ...(param === undefined ? {} : { param }),
  });
}

const CONFIRM = 'You cannot confirm this PaymentIntent because';

/** Why an intent cannot be confirmed as it stands; null where it can. */
export function confirmState({ status }: PaymentIntent): string | null {
  if (status === 'succeeded') return `${CONFIRM} it has already succeeded after being previously confirmed.`;
  if (status === 'processing') return `${CONFIRM} its payment is already under way.`;
  return status === 'canceled' ? `${CONFIRM} it has been canceled.` : null;
}

export const NO_METHOD = `${CONFIRM} it's missing a payment method. You can either update the payment intent with a payment method and then confirm it again, or confirm it again directly with a payment method.`;

export function mandateInvalid(shown: object): ApiError {
  return invalidRequest(
    'The mandate provided does not allow this payment: it is inactive, good for another payment only, or of another payment method.',
    { code: 'payment_intent_mandate_invalid', param: 'mandate', objects: { payment_intent: shown } },
  );
}

/** The customer is not there to prove his account, or the merchant does not want to wait for it. */
export function actionRequired(shown: object): ApiError {
  return invalidRequest(
    'This payment requires additional user action before it can be completed: the bank account has to be verified with micro-deposits.',
    { code: 'payment_intent_action_required', param: 'payment_method', objects: { payment_intent: shown } },
  );
}
