// GET /me: who is signed in, at which merchant, and where else he may go.

import type { Me } from '#wire/dashboard_objects.ts';
import { call } from './call.ts';
import { logoUrl } from './settings/logo_url.ts';

export const me = call('GET /me', {
  role: 'viewer',
  run: async (context): Promise<Me> => {
    const { trx, member, memberships, merchant, livemode } = context;
    const names = await trx
      .selectFrom('merchants')
      .select(['id', 'name'])
      .where(
        'id',
        'in',
        memberships.map((row) => row.merchant),
      )
      .execute();
    const nameOf = new Map(names.map((row) => [row.id, row.name]));
    return {
      member: { id: member.id, email: member.email, name: member.name, role: member.role },
      merchant: {
        id: merchant.id,
        name: merchant.name,
        accent: merchant.accent,
        logo_url: await logoUrl(context),
      },
      merchants: memberships.map((row) => ({
        id: row.merchant,
        name: nameOf.get(row.merchant) ?? row.merchant,
        role: row.role,
      })),
      mode: livemode ? 'live' : 'sandbox',
    };
  },
});
