// GET /institutions: the banks that the merchant's accounts are at, for the filter.
import { call } from '../call.ts';

const BANKS_MAX = 500;

export const institutions = call('GET /institutions', {
  role: 'viewer',
  run: async ({ trx, merchant, livemode }) => {
    // One look into an index per bank, instead of one at every account.
    const rows = await trx
      .selectFrom('institutions as i')
      .select(['i.id', 'i.display_name'])
      .where(({ exists, selectFrom }) =>
        exists(
          selectFrom('accounts as a')
            .select('a.id')
            .where('a.merchant', '=', merchant.id)
            .where('a.livemode', '=', livemode)
            .whereRef('a.institution', '=', 'i.id'),
        ),
      )
      .orderBy('i.display_name')
      .limit(BANKS_MAX)
      .execute();
    return rows.map(({ id, display_name }) => ({ id, name: display_name }));
  },
});
