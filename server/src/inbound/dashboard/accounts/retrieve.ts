// GET /accounts/:id and POST /accounts/:id/disconnect
import { disconnectAccount } from '#domain/connections/disconnect.ts';
import { call } from '../call.ts';
import { accountDetail, findAccount } from './detail.ts';

export const retrieveAccount = call('GET /accounts/:id', {
  role: 'viewer',
  run: (context, { path }) => accountDetail(context, path.id),
});

export const disconnect = call('POST /accounts/:id/disconnect', {
  role: 'owner',
  run: async (context, { path }) => {
    await disconnectAccount(context, await findAccount(context, path.id));
    return await accountDetail(context, path.id);
  },
});
