// POST /relink_requests/preview: who would be written to, who would not and why, and the mail; before anybody is.
import { z } from 'zod';
import { accountById } from '#domain/connections/account_rows.ts';
import { previewRequest } from '#domain/connections/relink_batch.ts';
import type { AccountId } from '#kernel/id.ts';
import type { RelinkPreview } from '#wire/dashboard_objects.ts';
import { accountRows } from '../accounts/rows.ts';
import { selected, selection } from '../accounts/selection.ts';
import { call, type DashboardContext } from '../call.ts';
import { previewMail } from '../mail_preview.ts';

/** How many accounts each list shows; the counts are exact. */
const SHOWN_MAX = 100;

export const preview = call('POST /relink_requests/preview', {
  role: 'operator',
  body: z.object({ selection }),
  run: async (context, { body }) => await previewOf(context, await selected(context, body.selection)),
});

export async function previewOf(context: DashboardContext, ids: readonly AccountId[]): Promise<RelinkPreview> {
  const found = await previewRequest(context, ids);
  const refused = [];
  for (const { reason, accounts } of found.refused) {
    const shown = await accountRows(context, accounts.slice(0, SHOWN_MAX));
    refused.push({ reason, count: accounts.length, accounts: shown });
  }
  const [first] = found.eligible;
  const owner = { merchant: context.merchant.id, livemode: context.livemode };
  const account = first === undefined ? null : await accountById(context.trx, owner, first);
  return {
    selected: found.selected,
    eligible: found.eligible.length,
    customers: found.customers,
    refused,
    accounts: await accountRows(context, found.eligible.slice(0, SHOWN_MAX)),
    mail: account && (await previewMail(context, account, null)),
  };
}
