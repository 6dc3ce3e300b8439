// POST /v1/accounts
import type Stripe from 'stripe';
import { z } from 'zod';
import { createConnectedAccount } from '#domain/connected_accounts/connected_account.ts';
import { connectedAccountObject } from '#domain/connected_accounts/connected_account_rows.ts';
import {
  type Controller,
  controllerOf,
  controllerOfType,
  controllerProblem,
} from '#domain/connected_accounts/controller.ts';
import { endpoint } from '#inbound/http/endpoint.ts';
import { exclusiveParams, invalidParam } from '#inbound/http/errors.ts';
import { enumeration, hash, type ParamsOf } from '#inbound/http/params.ts';
import { externalAccount, replaceDefault } from './external_accounts/given.ts';
import { accountFields, accountParams, country } from './params.ts';
import { connectedAccountError } from './problems.ts';

const controller = () =>
  hash({
    fees: hash({ payer: enumeration(['account', 'application']).optional() }).optional(),
    losses: hash({ payments: enumeration(['application', 'stripe']).optional() }).optional(),
    requirement_collection: enumeration(['application', 'stripe']).optional(),
    stripe_dashboard: hash({ type: enumeration(['express', 'full', 'none']).optional() }).optional(),
  } satisfies ParamsOf<NonNullable<Stripe.AccountCreateParams['controller']>>);

const params = z.object({
  ...accountParams,
  controller: controller().optional(),
  country: country().optional(),
  external_account: externalAccount().optional(),
  type: enumeration(['custom', 'express', 'standard']).optional(),
} satisfies ParamsOf<Stripe.AccountCreateParams>);

export const create = endpoint({
  method: 'POST',
  path: '/v1/accounts',
  params,
  async run(context, { type, controller, country, external_account, ...given }) {
    if (type !== undefined && controller !== undefined) throw exclusiveParams('type', 'controller');
    const told =
      controller === undefined ? controllerOfType(type ?? 'standard') : toldController(controllerOf(controller));
    const made = await createConnectedAccount(context, {
      ...accountFields(given),
      type: controller === undefined ? (type ?? 'standard') : 'none',
      controller: told,
      country: country ?? 'US',
    });
    if (typeof made === 'string') throw connectedAccountError(made);
    await replaceDefault(context, made, external_account);
    return await connectedAccountObject(context, made);
  },
});

const NEEDED = {
  losses: ['losses[payments]', 'application'],
  fees: ['fees[payer]', 'application'],
  stripe_dashboard: ['stripe_dashboard[type]', 'none'],
} as const;

function toldController(told: Controller): Controller {
  const problem = controllerProblem(told);
  if (problem === null) return told;
  const [name, value] = NEEDED[problem];
  const param = `controller[${name.replace('[', '][')}`;
  throw invalidParam(`controller[requirement_collection] = application needs ${param} = ${value}.`, param);
}
