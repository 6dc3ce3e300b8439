// The table of every endpoint below /v1.
import type { Endpoint } from '#inbound/http/endpoint.ts';
import { create as createCustomer } from './customers/create.ts';
import { del as deleteCustomer } from './customers/del.ts';
import { list as listCustomers } from './customers/list.ts';
import { retrieve as retrieveCustomer } from './customers/retrieve.ts';
import { update as updateCustomer } from './customers/update.ts';

export const endpoints: readonly Endpoint[] = [
  createCustomer,
  retrieveCustomer,
  updateCustomer,
  deleteCustomer,
  listCustomers,
];
