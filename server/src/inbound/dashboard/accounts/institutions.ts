// GET /institutions: the banks that the merchant's accounts are at, for the filter.
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { MerchantId } from '#kernel/id.ts';
import { call } from '../call.ts';

const BANKS_MAX = 500;

/** Of a row of `institutions as i`: some account of the merchant's is there. One look into an index per bank, instead of one at every account. */
export function hasAccountsAt(merchant: MerchantId, livemode: boolean): RawBuilder<SqlBool> {
  return sql<SqlBool>`exists (
    select from accounts a where a.merchant = ${merchant} and a.livemode = ${livemode} and a.institution = i.id
  )`;
}

export const institutions = call('GET /institutions', {
  role: 'viewer',
  run: async ({ trx, merchant, livemode }) => {
    const rows = await trx
      .selectFrom('institutions as i')
      .select(['i.id', 'i.display_name'])
      .where(hasAccountsAt(merchant.id, livemode))
      .orderBy('i.display_name')
      .limit(BANKS_MAX)
      .execute();
    return rows.map(({ id, display_name }) => ({ id, name: display_name }));
  },
});
