// What the problems of setup intents read like.
import type { MethodProblem } from '#domain/payments/intent.ts';
import type { AnswerResult } from '#domain/payments/microdeposits.ts';
import type { SetupIntent } from '#domain/payments/setup_intent.ts';
import { ApiError, invalidRequest, missingParam } from '#inbound/http/errors.ts';
import { methodError } from '#inbound/v1/payment_methods/problems.ts';

export function secretMissing(): ApiError {
  return missingParam('client_secret');
}

/** One answer for a wrong secret and for an intent that is not there: a page learns nothing by guessing. */
export function secretMismatch(): ApiError {
  return new ApiError(
    404,
    'invalid_request_error',
    'The client_secret provided does not match any SetupIntent of the account that this key belongs to.',
    { code: 'resource_missing', param: 'client_secret' },
  );
}

export function setupMethodError(problem: MethodProblem, method: string): ApiError {
  return methodError(problem, 'SetupIntent', method);
}

/** `shown`: the intent as the caller may see it. */
export function unexpectedState(message: string, shown: object, param?: string): ApiError {
  return invalidRequest(message, {
    code: 'setup_intent_unexpected_state',
    objects: { setup_intent: shown },
    ...(param === undefined ? {} : { param }),
  });
}

const CONFIRM = 'You cannot confirm this SetupIntent because';

/** Why an intent cannot be confirmed as it stands; null where it can. */
export function confirmState({ status }: SetupIntent): string | null {
  if (status === 'succeeded') return `${CONFIRM} it has already succeeded.`;
  return status === 'canceled' ? `${CONFIRM} it has been canceled.` : null;
}

export const NO_METHOD = `${CONFIRM} it's missing a payment method. Update the SetupIntent with a payment method, or confirm it with one.`;

type Wrong = Exclude<AnswerResult, 'right'>;

const ANSWERS: Record<Wrong, { code: string; message: string; param: string }> = {
  amounts_mismatch: {
    code: 'payment_method_microdeposit_verification_amounts_mismatch',
    message: 'The amounts provided do not match the amounts that were sent to the bank account.',
    param: 'amounts',
  },
  descriptor_code_mismatch: {
    code: 'payment_method_microdeposit_verification_descriptor_code_mismatch',
    message: 'The code provided does not match the one that was sent to the bank account.',
    param: 'descriptor_code',
  },
  attempts_exceeded: {
    code: 'payment_method_microdeposit_verification_attempts_exceeded',
    message: 'You have exceeded the number of allowed verification attempts. Use another bank account.',
    param: 'payment_method',
  },
  timeout: {
    code: 'payment_method_microdeposit_verification_timeout',
    message: 'The bank account was not verified within the allowed time. Use another one, or begin anew.',
    param: 'payment_method',
  },
};

/** `objects`: the intent as it stands after the answer was counted. */
export function wrongAnswer(result: Wrong, objects: { setup_intent: object } | { payment_intent: object }): ApiError {
  const { code, message, param } = ANSWERS[result];
  return invalidRequest(message, { code, param, objects });
}
