// GET /v1/account
import { endpoint } from '#inbound/http/endpoint.ts';
import { noParams } from '#inbound/http/params.ts';
import { showOwnAccount } from '../accounts/retrieve.ts';

export const retrieveCurrent = endpoint({
  method: 'GET',
  path: '/v1/account',
  params: noParams,
  run: async (context) => await showOwnAccount(context),
});
